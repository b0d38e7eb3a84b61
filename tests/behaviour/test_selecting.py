"""Queries over one object, done by the local server and read by both clients."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import struct
import threading
import zlib
from typing import Any

import duckdb
import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.core.event_stream import EventDecoder
from qcloud_cos.errors import InvalidObjectState, NoSuchKey
from qcloud_cos.server.query import events
from raw import Wire

CSV = b'name,age,city\n"Lee, Ann",31,Paris\nBob,5,"New ""York"""\n#a comment\nCid,abc,\nDan,40\n'
USE: dict[str, Any] = {"CSV": {"FileHeaderInfo": "USE"}}
LINES: dict[str, Any] = {"JSON": {"Type": "LINES"}}
DOCUMENT: dict[str, Any] = {"JSON": {"Type": "DOCUMENT"}}
TO_JSON: dict[str, Any] = {"JSON": {}}
LEON = {"name": "Leon", "n": 1.5, "projects": [{"id": 1, "Done": True}, {"id": 2}], "x": None}


def ask(
    world: World, key: str, sql: str, how: dict[str, Any] = USE, output: dict[str, Any] | None = None, **more: Any
) -> list[dict[str, Any]]:
    """The events of the answer."""
    answer = world.do(
        world.client.select_object_content(
            Bucket=world.bucket,
            Key=key,
            Expression=sql,
            ExpressionType="SQL",
            InputSerialization=how,  # type: ignore[arg-type]
            OutputSerialization=output or {"CSV": {}},  # type: ignore[arg-type]
            **more,
        )
    )
    if not world.is_async:
        return list(answer["Payload"])

    async def read() -> list[dict[str, Any]]:
        return [event async for event in answer["Payload"]]

    found: list[dict[str, Any]] = world.do(read())
    return found


def rows(world: World, key: str, sql: str, how: dict[str, Any] = USE, **output: Any) -> list[str]:
    found = ask(world, key, sql, how, output or None)
    assert list(found[-1]) == ["End"]
    return b"".join(event["Records"]["Payload"] for event in found if "Records" in event).decode().splitlines()


def objects(world: World, key: str, sql: str, how: dict[str, Any]) -> list[Any]:
    return [json.loads(line) for line in rows(world, key, sql, how, **TO_JSON)]


def refusal(world: World, key: str, sql: str, how: dict[str, Any] = USE, **more: Any) -> tuple[int, str]:
    with pytest.raises(CosServiceError) as refused:
        ask(world, key, sql, how, **more)
    return refused.value.get_status_code(), refused.value.get_error_code()


def test_fields_of_csv_by_number_and_by_name(world: World) -> None:
    world.put("a.csv", CSV)
    assert rows(world, "a.csv", "SELECT * FROM COSObject", {"CSV": {}})[0] == "name,age,city"
    assert rows(world, "a.csv", "SELECT s._1 FROM COSObject s LIMIT 1", {"CSV": {}}) == ["name"]
    ignored = {"CSV": {"FileHeaderInfo": "IGNORE"}}
    assert rows(world, "a.csv", "SELECT _2 FROM COSObject", ignored) == ["31", "5", "abc", "40"]
    assert rows(world, "a.csv", "SELECT s.City, s._1 FROM COSObject s WHERE s.name = 'Bob'") == [
        '"New ""York""",Bob'
    ]
    assert objects(world, "a.csv", "SELECT * FROM COSObject WHERE name LIKE 'D%'", USE) == [
        {"name": "Dan", "age": "40"}
    ]
    assert refusal(world, "a.csv", 'SELECT "City" FROM COSObject') == (400, "SQLParsingError")


def test_a_text_that_is_a_number_compares_as_one(world: World) -> None:
    world.put("a.csv", CSV)
    assert rows(world, "a.csv", "SELECT name FROM COSObject WHERE age > 20") == ['"Lee, Ann"', "Dan"]
    assert rows(world, "a.csv", "SELECT name FROM COSObject WHERE 5 >= age OR age = 'abc'") == ["Bob", "Cid"]
    assert rows(world, "a.csv", "SELECT name FROM COSObject WHERE NOT age BETWEEN 6 AND 100.5") == ["Bob"]
    world.put("ids", b"9007199254740993\n9007199254740992\n")
    assert rows(world, "ids", "SELECT _1 FROM COSObject WHERE _1 = 9007199254740992", {"CSV": {}}) == [
        "9007199254740992"
    ]


def test_sums_of_all(world: World) -> None:
    world.put("a.csv", CSV)
    sums = "COUNT(*), COUNT(city), SUM(age), MIN(CAST(age AS INT)), MAX(age), AVG(CAST(age AS INT))"
    sql = f"SELECT {sums} FROM COSObject"
    assert rows(world, "a.csv", f"{sql} WHERE age <> 'abc'") == ["3,2,76,5,40,25.333333333333332"]
    assert refusal(world, "a.csv", sql) == (400, "CastFailed")
    assert refusal(world, "a.csv", "SELECT COUNT(*), name FROM COSObject") == (400, "SQLParsingError")
    assert refusal(world, "a.csv", "SELECT name FROM COSObject WHERE SUM(age) > 1") == (400, "SQLParsingError")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - -4", "11"),
        ("7 / 2", "3"),
        ("7 / 2.0", "3.5"),
        ("-7 % 3", "-1"),
        ("1 / 0", ""),
        ("CAST('3.7' AS INT)", "3"),
        ("CAST('3.70' AS DECIMAL)", "3.7"),
        ("CAST('3.705' AS DECIMAL(4, 2))", "3.71"),
        ("CAST('1e2' AS FLOAT)", "100"),
        ("CAST('TRUE' AS BOOL)", "true"),
        ("CAST(5 AS STRING)", "5"),
        ("CAST('2007-04-05T14:30+08:00' AS TIMESTAMP)", "2007-04-05T06:30:00Z"),
        ("TO_TIMESTAMP('2007T')", "2007-01-01T00:00:00Z"),
        ("TO_STRING(TO_TIMESTAMP('2007-04-05T14:30:15.25Z'), 'd MMM yy, h:mm a SSS')", '"5 Apr 07, 2:30 PM 250"'),
        ("TO_STRING('2007-04-05', 'yyyy''Q''MM')", "2007Q04"),
        ("DATE_ADD(month, 13, '2010-02T')", "2011-03-01T00:00:00Z"),
        ("DATE_ADD(second, -1, '2010-01-01')", "2009-12-31T23:59:59Z"),
        ("DATE_DIFF(day, '2010-01-01T23:00Z', '2010-01-02T01:00Z')", "0"),
        ("DATE_DIFF(year, '2012T', '2010T')", "-2"),
        ("EXTRACT(month FROM '2010-02-03')", "2"),
        ("EXTRACT(timezone_hour FROM '2010-02-03')", "0"),
        ("COALESCE(NULL, MISSING, 'x')", "x"),
        ("COALESCE(NULL, 5, 1.5)", "5"),
        ("NULLIF(1, 2)", "1"),
        ("NULLIF(1.0, 1)", ""),
        ("CHAR_LENGTH('中文')", "2"),
        ("LOWER('ÀB')", "àb"),
        ("UPPER('ab')", "AB"),
        ("SUBSTRING('123456789' FROM 3 FOR 2)", "34"),
        ("SUBSTRING('123456789', 0)", "123456789"),
        ("SUBSTRING('123456789', -1, 5)", "123"),
        ("TRIM('  a b ')", "a b"),
        ("TRIM(LEADING '1' FROM '1121')", "21"),
        ("TRIM(TRAILING FROM 'a ')", "a"),
        ("'50%' LIKE '50!%' ESCAPE '!'", "true"),
        ("'b' IN ('a', 'b')", "true"),
        ("2 NOT IN (1, 2.0)", "false"),
        ("NULL IS NULL AND NOT 'x' IS MISSING", "true"),
        ("UTCNOW() > '2020-01-01'", "true"),
        ("'a' = 'A'", "false"),
    ],
)
def test_expressions(world: World, expression: str, expected: str) -> None:
    if world.is_async:
        return  # it is the server that computes
    world.put("one", b"x\n")
    assert rows(world, "one", f"SELECT {expression} FROM COSObject", {"CSV": {}}) == [expected]


def test_fields_of_json_lines(world: World) -> None:
    world.put("j", f"{json.dumps(LEON)}\n{json.dumps({'name': 'Zoe', 'n': 20})}\n".encode())
    assert objects(world, "j", "SELECT * FROM COSObject", LINES) == [LEON, {"name": "Zoe", "n": 20}]
    assert objects(
        world, "j", "SELECT s.name, s.projects[1].id two, s.projects[0].done FROM COSObject s", LINES
    ) == [
        {"name": "Leon", "two": 2, "done": True},
        {"name": "Zoe"},
    ]
    assert objects(world, "j", "SELECT s.n * 2 AS twice FROM COSObject s WHERE s.n > 1.5", LINES) == [
        {"twice": 40}
    ]
    assert objects(world, "j", "SELECT s.x FROM COSObject s WHERE s.x IS NULL", LINES) == [{"x": None}, {}]
    assert objects(world, "j", "SELECT s.name FROM COSObject s WHERE s.x IS NOT MISSING", LINES) == [
        {"name": "Leon"}
    ]
    assert objects(world, "j", "SELECT COUNT(s.x), COUNT(s.n) FROM COSObject s", LINES) == [{"_1": 0, "_2": 2}]
    assert rows(world, "j", "SELECT s.name, s.projects, s.x FROM COSObject s", LINES) == [
        'Leon,"[{""id"":1,""Done"":true},{""id"":2}]",',
        "Zoe,,",
    ]
    assert rows(world, "j", "SELECT * FROM COSObject s WHERE s.n = 20", LINES) == ["Zoe,20"]


def test_documents_of_json(world: World) -> None:
    world.put("d", json.dumps({"rules": [{"id": "1"}, {"x": 2}], "none": []}, indent=2).encode() + b"\n[1, {}]")
    assert objects(world, "d", "SELECT id FROM COSObject[*].rules[*].id", DOCUMENT) == [{"id": "1"}, {}, {}]
    assert objects(world, "d", "SELECT s[0] AS first FROM COSObject s WHERE s[0] = 1", DOCUMENT) == [{"first": 1}]
    assert objects(world, "d", "SELECT * FROM COSObject.none[*]", DOCUMENT) == [{}, {}]
    assert objects(world, "d", "SELECT r.x FROM COSObject[*].rules[*] r WHERE r.x > 1", DOCUMENT) == [{"x": 2}]
    assert refusal(world, "d", "SELECT s.a[*] FROM COSObject s", DOCUMENT) == (400, "SQLParsingError")


def test_a_name_that_fits_two_fields_is_ambiguous(world: World) -> None:
    world.put("j", b'{"Ab":1,"aB":2,"c":3}')
    assert refusal(world, "j", "SELECT s.ab FROM COSObject s", LINES) == (400, "AmbiguousFieldName")
    assert objects(world, "j", 'SELECT s.Ab, s."aB" b FROM COSObject s', LINES) == [{"Ab": 1, "b": 2}]
    world.put("c", b"Ab,aB,c\n1,2,3\n")
    assert refusal(world, "c", "SELECT ab FROM COSObject") == (400, "AmbiguousFieldName")
    assert rows(world, "c", "SELECT c, Ab FROM COSObject") == ["3,1"]


def test_columns_of_parquet(world: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("parquet") / "file"
    duckdb.execute(
        "COPY (SELECT range AS id, 'n' || range AS \"Name\", DATE '2020-01-01' + range::INT AS day, "
        "range / 2 AS half, {'a': range, 'b': [1, 2]} AS nested FROM range(4)) "
        f"TO '{path}' (FORMAT parquet)"
    )
    world.put("p", path.read_bytes())
    parquet: dict[str, Any] = {"Parquet": {}}
    assert objects(world, "p", "SELECT * FROM COSObject LIMIT 1", parquet) == [
        {"id": 0, "Name": "n0", "day": "2020-01-01T00:00:00Z", "half": 0, "nested": {"a": 0, "b": [1, 2]}}
    ]
    sql = "SELECT s.name, s.nested.b[1] AS b FROM COSObject s WHERE s.day > '2020-01-02' AND s.half < 1.5"
    assert rows(world, "p", sql, parquet) == ["n2,2"]
    assert rows(world, "p", "SELECT SUM(id) FROM COSObject", parquet) == ["6"]
    assert refusal(world, "p", "SELECT s.nope FROM COSObject s", parquet) == (400, "SQLParsingError")
    world.put("no", b"no parquet")
    assert refusal(world, "no", "SELECT * FROM COSObject", parquet) == (400, "ParquetParsingError")


@pytest.mark.parametrize(("name", "compress"), [("GZIP", gzip.compress), ("BZIP2", bz2.compress)])
def test_what_is_compressed(world: World, name: str, compress: Any) -> None:
    world.put("a", compress(CSV) + compress(b"Eve,9,Bonn\n"))
    how = {"CompressionType": name, "CSV": {"FileHeaderInfo": "USE"}}
    assert rows(world, "a", "SELECT age FROM COSObject", how) == ["31", "5", "abc", "40", "9"]
    stats = ask(world, "a", "SELECT age FROM COSObject", how)[-2]["Stats"]["Details"]
    size = len(world.read("a"))
    assert stats == {"BytesScanned": str(size), "BytesProcessed": str(len(CSV) + 11), "BytesReturned": "14"}
    world.put("no", CSV)
    code = "GzipDecompressError" if name == "GZIP" else "Bzip2DecompressError"
    assert refusal(world, "no", "SELECT * FROM COSObject", how) == (400, code)
    world.put("cut", compress(CSV)[:-9])
    assert refusal(world, "cut", "SELECT * FROM COSObject", how) == (400, code)


def test_other_delimiters_in_and_out(world: World) -> None:
    world.put("a", b"'x;1'|2;3|4;")
    how = {"CSV": {"RecordDelimiter": ";", "FieldDelimiter": "|", "QuoteCharacter": "'"}}
    assert refusal(world, "a", "SELECT * FROM COSObject", how) == (400, "CSVParsingError")
    how["CSV"]["AllowQuotedRecordDelimiter"] = "TRUE"
    assert rows(world, "a", "SELECT * FROM COSObject", how) == ["x;1,2", "3,4"]
    output = {"FieldDelimiter": "\t", "QuoteFields": "ALWAYS", "QuoteCharacter": "*", "RecordDelimiter": "\r\n"}
    found = ask(world, "a", "SELECT _2, _1 FROM COSObject", how, {"CSV": output})
    assert found[0]["Records"]["Payload"] == b"*2*\t*x;1*\r\n*4*\t*3*\r\n"


@pytest.mark.parametrize(
    ("body", "how", "code"),
    [
        (b"a,\xff\xfe\n", USE, "InvalidTextEncoding"),
        (b"x" * (1 << 20) + b"yz\n", USE, "OverMaxRecordSize"),
        (b'{"a":"' + b"x" * (1 << 21) + b'"}\n', LINES, "OverMaxRecordSize"),
        (b'{"a":1}\n{"a":\n', LINES, "JSONParsingError"),
        (b'a,"b\n', USE, "CSVParsingError"),
        (b'a,"b\n', {"CSV": {"AllowQuotedRecordDelimiter": "TRUE"}}, "LastRecordParseFail"),
    ],
)
def test_content_that_is_not_what_was_said(world: World, body: bytes, how: dict[str, Any], code: str) -> None:
    world.put("a", body)
    assert refusal(world, "a", "SELECT * FROM COSObject", how) == (400, code)


def test_nothing_has_no_records(world: World) -> None:
    world.put("empty", b"")
    for how in (USE, LINES, DOCUMENT):
        assert [list(event) for event in ask(world, "empty", "SELECT * FROM COSObject", how)] == [
            ["Stats"],
            ["End"],
        ]
        assert rows(world, "empty", "SELECT COUNT(*) FROM COSObject", how) == ["0"]


def test_progress_is_told_if_asked(world: World) -> None:
    world.put("a.csv", CSV)
    found = ask(world, "a.csv", "SELECT name FROM COSObject", RequestProgress={"Enabled": "TRUE"})
    assert [next(iter(event)) for event in found] == ["Progress", "Records", "Progress", "Stats", "End"]
    assert found[2]["Progress"]["Details"] == found[3]["Stats"]["Details"]


def test_an_error_after_the_answer_has_begun(world: World) -> None:
    lines = [f"{number},{'x' if number == 190_000 else number}" for number in range(200_000)]
    world.put("big", "\n".join(lines).encode())
    answer = world.do(
        world.client.select_object_content(
            Bucket=world.bucket,
            Key="big",
            Expression="SELECT _1, CAST(_2 AS INT) FROM COSObject",
            ExpressionType="SQL",
            InputSerialization={"CSV": {}},
            OutputSerialization={"CSV": {}},
        )
    )
    seen: list[dict[str, Any]] = []

    async def read() -> None:
        async for event in answer["Payload"]:
            seen.append(event)

    with pytest.raises(CosServiceError) as refused:
        world.do(read()) if world.is_async else seen.extend(answer["Payload"])
    assert refused.value.get_error_code() == "CastFailed"
    assert refused.value.get_status_code() == 200
    assert refused.value.get_request_id()
    assert "Records" in seen[0]


@pytest.mark.local
def test_a_client_that_leaves_is_not_worked_for(world: World) -> None:
    world.put("big", b"0123456789,abcdefghij\n" * 200_000)
    answer = world.do(
        world.client.select_object_content(
            Bucket=world.bucket,
            Key="big",
            Expression="SELECT * FROM COSObject",
            ExpressionType="SQL",
            InputSerialization={"CSV": {}},
            OutputSerialization={"CSV": {}},
        )
    )
    world.do(answer["Payload"].close())
    for _ in range(events.MOST_AT_ONCE):  # each waits until the one before has gone
        assert events._running.acquire(timeout=30)
    for _ in range(events.MOST_AT_ONCE):
        events._running.release()
    assert os.listdir(world.cos.root / "tmp") == []


@pytest.mark.local
def test_at_most_so_many_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a.csv", CSV)
    for _ in range(events.MOST_AT_ONCE):
        events._running.acquire()
    try:
        assert refusal(world, "a.csv", "SELECT * FROM COSObject") == (503, "Busy")
    finally:
        for _ in range(events.MOST_AT_ONCE):
            events._running.release()
    assert len(rows(world, "a.csv", "SELECT * FROM COSObject")) == 4


def test_who_may_and_what(world: World) -> None:
    with pytest.raises(NoSuchKey):
        ask(world, "nowhere", "SELECT * FROM COSObject")
    world.put("cold", CSV, StorageClass="ARCHIVE")
    with pytest.raises(InvalidObjectState):
        ask(world, "cold", "SELECT * FROM COSObject")
    world.put("a.csv", CSV)
    anyone = world.other(world.cos.config(SecretId=None, SecretKey=None, Anonymous=True))
    stranger = World(world.cos, anyone, world.do, world.bucket, world.is_async)
    assert refusal(stranger, "a.csv", "SELECT * FROM COSObject") == (403, "AccessDenied")
    world.do(world.client.put_object_acl(Bucket=world.bucket, Key="a.csv", ACL="public-read"))
    assert len(rows(stranger, "a.csv", "SELECT * FROM COSObject")) == 4


def test_an_old_version_is_asked(world: World) -> None:
    world.do(world.client.put_bucket_versioning(Bucket=world.bucket, Status="Enabled"))
    old = world.put("a", b"old\n")["x-cos-version-id"]
    world.put("a", b"new\n")
    assert rows(world, "a", "SELECT * FROM COSObject", {"CSV": {}}) == ["new"]
    found = ask(world, "a", "SELECT * FROM COSObject", {"CSV": {}}, VersionId=old)
    assert found[0]["Records"]["Payload"] == b"old\n"


def test_the_frames_on_the_wire(world: World) -> None:
    """As a reader has them who knows only the documents: lengths, checksums, headers."""
    world.put("a.csv", b"1\n")
    body = (
        b"<SelectRequest><Expression>SELECT * FROM COSObject</Expression><ExpressionType>SQL</ExpressionType>"
        b"<InputSerialization><CSV/></InputSerialization><OutputSerialization><CSV/></OutputSerialization>"
        b"</SelectRequest>"
    )
    host = f"{world.bucket}.cos.ap-guangzhou.myqcloud.com"
    with Wire(world.cos, host=host) as wire:
        reply = wire.request("POST", "/a.csv", {"select": "", "select-type": "2"}, body)
        wrong = wire.request("POST", "/a.csv", {"select": "", "select-type": "1"}, body)
        ranged = wire.request("POST", "/a.csv", {"select": "", "select-type": "2"}, body, {"Range": "bytes=0-1"})
    assert (wrong.status, wrong.code) == (ranged.status, ranged.code) == (400, "InvalidRequestParameter")
    assert (reply.status, reply.headers["Transfer-Encoding"]) == (200, "chunked")
    assert reply.headers["Content-Length"] is None
    stream, kinds = io.BytesIO(reply.body), []
    while prelude := stream.read(12):
        length, header_length, crc = struct.unpack(">III", prelude)
        assert zlib.crc32(prelude[:8]) == crc
        rest = stream.read(length - 16)
        assert struct.unpack(">I", stream.read(4))[0] == zlib.crc32(prelude + rest)
        kinds.append(_headers(rest[:header_length]))
    assert kinds == [
        {":event-type": "Records", ":content-type": "application/octet-stream", ":message-type": "event"},
        {":event-type": "Stats", ":content-type": "text/xml", ":message-type": "event"},
        {":event-type": "End", ":message-type": "event"},
    ]


def _headers(data: bytes) -> dict[str, str]:
    found = {}
    while data:
        name, data = data[1 : 1 + data[0]].decode(), data[1 + data[0] :]
        kind, length = struct.unpack(">BH", data[:3])
        assert kind == 7
        found[name], data = data[3 : 3 + length].decode(), data[3 + length :]
    return found


@pytest.mark.local
def test_silence_is_broken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that takes long is answered before it is done, and says from time to time that it lives."""
    hurried = events.Patience(status=0.0, quiet=0.01, progress=1.0)
    monkeypatch.setattr(events, "Patience", lambda: hurried)
    lives, work, event = threading.Event(), events.Frames._work, events._event

    def work_late(frames: events.Frames) -> None:
        assert lives.wait(30)
        work(frames)

    def said(kind: str, *content: Any) -> bytes:
        if kind == "Cont":
            lives.set()
        return event(kind, *content)

    monkeypatch.setattr(events.Frames, "_work", work_late)
    monkeypatch.setattr(events, "_event", said)
    world.put("a.csv", CSV)
    found = [next(iter(event)) for event in ask(world, "a.csv", "SELECT name FROM COSObject")]
    assert found[0] == "Cont"
    assert [kind for kind in found if kind != "Cont"] == ["Records", "Stats", "End"]
    lives.clear()
    with pytest.raises(CosServiceError) as refused:
        ask(world, "a.csv", "SELECT CAST(name AS INT) FROM COSObject")
    assert (refused.value.get_status_code(), refused.value.get_error_code()) == (200, "CastFailed")
    assert EventDecoder({}, 200).wanted == 12
