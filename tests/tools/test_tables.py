"""Tables: pandas, PyArrow, Dask, DuckDB, Polars."""

from __future__ import annotations

from typing import Any

import pytest

from filesystem.requests import counted
from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos

pytestmark = pytest.mark.filterwarnings("ignore")  # other people's warnings are theirs
pd = pytest.importorskip("pandas")


@pytest.fixture
def frame() -> Any:
    return pd.DataFrame({"year": [2025, 2025, 2026, 2026], "name": ["a", "b", "c", "d"], "n": [1, 2, 3, 4]})


def test_pandas_reads_what_it_wrote(folder: str, frame: Any) -> None:
    frame.to_parquet(f"{folder}/a.parquet")
    frame.to_csv(f"{folder}/a.csv.gz", index=False)
    frame.to_json(f"{folder}/a.json")
    frame.to_pickle(f"{folder}/a.pickle")
    for found in (
        pd.read_parquet(f"{folder}/a.parquet"),
        pd.read_csv(f"{folder}/a.csv.gz"),
        pd.read_json(f"{folder}/a.json"),
        pd.read_pickle(f"{folder}/a.pickle"),
    ):
        pd.testing.assert_frame_equal(found, frame, check_dtype=False)


def test_pandas_takes_storage_options(folder: str, frame: Any, cos_server: LocalCos) -> None:
    options = {"config": cos_server.config()}
    frame.to_csv(f"{folder}/a.csv", index=False, storage_options=options)
    found = pd.read_csv(f"{folder}/a.csv", storage_options=options)
    pd.testing.assert_frame_equal(found, frame, check_dtype=False)


def test_pandas_reads_a_partitioned_directory(folder: str, frame: Any) -> None:
    frame.to_parquet(f"{folder}/by_year", partition_cols=["year"])
    found = pd.read_parquet(f"{folder}/by_year", filters=[("year", "=", 2026)])
    assert list(found["name"]) == ["c", "d"]


@pytest.mark.parametrize("rows", [10, 400_000])
def test_pandas_needs_few_requests_for_a_parquet_file(
    rows: int, folder: str, cos_server: LocalCos, fs: CosFileSystem
) -> None:
    numbers = pd.DataFrame({"n": range(rows)})
    numbers.to_parquet(f"{folder}/a.parquet", compression=None)
    fs.invalidate_cache()
    with counted(cos_server) as asked:
        found = pd.read_parquet(f"{folder}/a.parquet")
    pd.testing.assert_frame_equal(found, numbers)
    assert len(asked) <= 3, asked  # s3fs 2026.9 makes 7


def test_pyarrow_reads_and_writes_datasets(folder: str, fs: CosFileSystem) -> None:
    pa = pytest.importorskip("pyarrow")
    dataset = pytest.importorskip("pyarrow.dataset")
    table = pa.table({"year": [1, 1, 2], "n": [10, 20, 30]})
    path = folder.removeprefix("cos://")
    dataset.write_dataset(table, path, filesystem=fs, format="parquet", partitioning=["year"])
    found = dataset.dataset(path, filesystem=fs, partitioning=["year"])
    assert found.to_table(filter=dataset.field("year") == 1).column("n").to_pylist() == [10, 20]
    assert len(found.files) == 2


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_dask_reads_and_writes(scheduler: str, folder: str, frame: Any) -> None:
    dask = pytest.importorskip("dask")
    dataframe = pytest.importorskip("dask.dataframe")
    with dask.config.set({"scheduler": scheduler, "num_workers": 2}):
        dataframe.from_pandas(frame, npartitions=2).to_parquet(f"{folder}/parts")
        found = dataframe.read_parquet(f"{folder}/parts")
        assert found["n"].sum().compute() == 10
        dataframe.from_pandas(frame, npartitions=2).to_csv(f"{folder}/csv/*.csv", index=False)
        assert len(dataframe.read_csv(f"{folder}/csv/*.csv").compute()) == 4


def test_duckdb_reads_globs_and_writes_partitions(folder: str, frame: Any, fs: CosFileSystem) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.register_filesystem(fs)
        connection.register("frame", frame)
        connection.execute(f"COPY frame TO '{folder}/one.parquet'")
        connection.execute(f"COPY frame TO '{folder}/parts' (FORMAT parquet, PARTITION_BY (year))")
        parts = f"read_parquet('{folder}/parts/*/*.parquet', hive_partitioning=true)"
        rows = connection.execute(f"SELECT sum(n) FROM {parts} WHERE year = 2026").fetchone()
        assert rows == (7,)
        assert connection.execute(f"SELECT count(*) FROM '{folder}/one.parquet'").fetchone() == (4,)


def test_polars_reads_and_writes_open_files(folder: str, fs: CosFileSystem) -> None:
    pl = pytest.importorskip("polars")
    table = pl.DataFrame({"n": [1, 2, 3]})
    with fs.open(f"{folder}/a.parquet", "wb") as file:
        table.write_parquet(file)
    with fs.open(f"{folder}/a.parquet") as file:
        assert pl.read_parquet(file).equals(table)
    with fs.open(f"{folder}/a.csv", "wb") as file:
        table.write_csv(file)
    with fs.open(f"{folder}/a.csv") as file:
        assert pl.read_csv(file).equals(table)
    assert pl.read_parquet(f"{folder}/a.parquet", use_pyarrow=True).equals(table)
