"""DuckDB sees one file and nothing else, and ends when it should."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qcloud_cos.server.query.engine import Engine, Limits
from qcloud_cos.server.query.parser import parse
from qcloud_cos.server.query.source import CsvSource
from qcloud_cos.server.query.translation import statement
from qcloud_cos.server.refusal import Refusal

ENDLESS = "SELECT count(*) FROM range(1000000000000)"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "content").write_text('["a"]\n')
    (tmp_path / "secret").write_text("secret")
    engine = Engine(tmp_path / "content")
    yield engine
    engine.close()


def all_of(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    return [row for rows in engine.rows(sql) for row in rows]


def test_its_own_file_it_reads(engine: Engine, tmp_path: Path) -> None:
    assert all_of(engine, f"SELECT record[1] FROM {CsvSource(tmp_path / 'content', ()).table()}") == [("a",)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('{}/secret')",
        "SELECT * FROM read_csv('{}/secret')",
        "SELECT * FROM '{}/secret.csv'",
        "SELECT * FROM glob('{}/*')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
        "COPY (SELECT 1) TO '{}/out.csv'",
        "ATTACH '{}/x.db'",
        "EXPORT DATABASE '{}/x'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "PRAGMA threads = 8",
        "SELECT * FROM pytest_local",
    ],
)
def test_even_a_statement_of_ours_gets_no_further(engine: Engine, tmp_path: Path, sql: str) -> None:
    pytest_local = [1]  # what DuckDB would find by its name, if it were let
    with pytest.raises(Refusal):
        all_of(engine, sql.format(tmp_path))
    assert pytest_local == [1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "secret"]


def test_texts_are_parameters(tmp_path: Path) -> None:
    query = parse("""SELECT 'x'') FROM y; --' FROM COSObject WHERE _1 = 'O''Brien'""")
    asked = statement(query, CsvSource(tmp_path / "content", ()), 0.0)
    assert asked.parameters == ["x') FROM y; --", "O'Brien"]
    assert "Brien" not in asked.sql


def test_it_ends_after_its_time(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "content", Limits(seconds=0.2))
    with pytest.raises(Refusal) as refused:
        all_of(engine, ENDLESS)
    assert refused.value.code == "Overload"
    with pytest.raises(Refusal, match="Overload"):
        all_of(engine, "SELECT 1")
    engine.close()


def test_it_ends_when_it_is_stopped(engine: Engine) -> None:
    refused: list[str] = []

    def run() -> None:
        try:
            all_of(engine, ENDLESS)
        except Refusal as refusal:
            refused.append(refusal.code)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        engine.stop()
        thread.join(0.05)
    assert refused == ["Overload"]


def test_it_ends_when_memory_does(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "content", Limits(memory="20MB"))
    with pytest.raises(Refusal, match="memory"):
        all_of(engine, "SELECT list(range) FROM range(100000000)")
    engine.close()


def test_what_is_said_of_a_failure_tells_no_path_of_ours(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        engine.types()
    assert str(tmp_path) not in refused.value.message


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(Refusal) as refused:
        Engine(tmp_path / "content")
    assert refused.value.status == 501
    assert "pip install 'cos-python-sdk-v5[select]'" in refused.value.message
