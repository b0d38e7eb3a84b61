"""Manifests: what is read of them, in which order, and where a reader may go on.  Local files, no sockets."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs import manifests, rows, sources
from qcloud_cos.jobs.inputs.input import Input
from qcloud_cos.jobs.inputs.inventory import Inventory
from qcloud_cos.jobs.inputs.keys import Keys
from qcloud_cos.jobs.inputs.known import input_of
from qcloud_cos.jobs.inputs.parquet import Parquet
from qcloud_cos.jobs.inputs.positions import Done
from qcloud_cos.jobs.where import Where
from qcloud_cos.jobs.working import whole

BUCKET = "photos-1250000000"
NOBODY = cast("Clients", None)
ODD = [
    "plain",
    "with,comma",
    'with "quotes"',
    "two\nlines",
    "\nat both ends\n",
    "carriage\rreturn\r\n",
    "文件/照片.jpg",
    "100%/%41",
    "/leading/slash",
    " spaces ",
    "'quote",
    "tab\there",
    "key",
    "nul\x00",
    "separators\x0b\x0c\x1c\u0085\u2028",
]
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def batches(input: Input, size: int = 3, done: Done | None = None, where: str = "") -> list[Batch]:
    async def read() -> list[Batch]:
        await input.open(NOBODY)
        admits = Where(where).admits if where else None
        return [batch async for batch in input.batches(NOBODY, size, done or Done(), admits)]

    return asyncio.run(read())


def entries(input: Input, size: int = 3) -> list[Entry]:
    return [entry for batch in batches(input, size) for entry in batch.entries]


def keys(found: list[Batch]) -> list[str]:
    return [entry.key for batch in found for entry in batch.entries]


def as_csv(path: Path, names: list[str], wanted: list[str], heading: bool = True) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["key"]] * heading + [[name] for name in wanted])
    path.write_bytes(text.getvalue().encode())
    return str(path)


def as_ndjson(path: Path, wanted: list[str]) -> str:
    path.write_text("".join(f"{json.dumps({'key': key})}\n" for key in wanted), encoding="utf-8", newline="\n")
    return str(path)


def as_parquet(path: Path, wanted: list[str]) -> str:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"key": wanted}), path, row_group_size=4)
    return str(path)


def as_inventory(folder: Path, wanted: list[str]) -> str:
    from urllib.parse import quote

    names = []
    for number, piece in enumerate((wanted[:2], wanted[2:])):
        text = "".join(f'"1250000000","photos","{quote(key)}"\n' for key in piece)
        names.append(f"{number}.csv.gz")
        (folder / names[-1]).write_bytes(gzip.compress(text.encode()))
    (folder / "manifest.json").write_text(json.dumps(manifest(names)))
    return str(folder / "manifest.json")


def manifest(names: list[str], **more: Any) -> dict[str, Any]:
    return {
        "sourceAppid": "1250000000",
        "sourceBucket": "photos",
        "destinationAppid": "1250000000",
        "destinationBucket": "lists",
        "fileFormat": "CSV",
        "fileSchema": "Appid, Bucket, Key",
        "files": [{"key": f"lists/photos/daily/{name}"} for name in names],
        **more,
    }


def made(kind: str, folder: Path, wanted: list[str]) -> Input:
    if kind == "csv":
        return manifests.csv(as_csv(folder / "a.csv", ["key"], wanted), BUCKET)
    if kind == "csv.gz":
        plain = Path(as_csv(folder / "a.csv", ["key"], wanted)).read_bytes()
        half = len(plain) // 2
        (folder / "a.csv.gz").write_bytes(gzip.compress(plain[:half]) + gzip.compress(plain[half:]))
        return manifests.csv(str(folder / "a.csv.gz"), BUCKET)
    if kind == "ndjson":
        return manifests.ndjson(as_ndjson(folder / "a.ndjson", wanted), BUCKET)
    if kind == "parquet":
        return Parquet(as_parquet(folder / "a.parquet", wanted), BUCKET)
    if kind == "inventory":
        return Inventory(as_inventory(folder, wanted))
    return Keys(BUCKET, wanted)


KINDS = pytest.mark.parametrize("kind", ["csv", "csv.gz", "ndjson", "parquet", "inventory", "keys"])


@pytest.fixture(params=[5, 1024 * 1024], ids=["small pieces", "pieces as they are"])
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sources, "PIECE", request.param)
    return cast("int", request.param)


@KINDS
def test_keys_arrive_as_they_are_and_in_order(kind: str, tmp_path: Path, piece: int) -> None:
    found = batches(made(kind, tmp_path, ODD))
    assert keys(found) == ODD
    assert {batch.bucket for batch in found} == {BUCKET}
    assert [len(batch.entries) for batch in found] == [3] * 5
    assert found[0].start == ""
    assert [batch.end for batch in found[:-1]] == [batch.start for batch in found[1:]]
    assert sorted(batch.end for batch in found) == [batch.end for batch in found]


@KINDS
def test_any_batches_may_be_done_and_are_left_out(kind: str, tmp_path: Path, piece: int) -> None:
    input = made(kind, tmp_path, ODD)
    found = batches(input)
    for mask in range(2 ** len(found)):
        done = [batch for number, batch in enumerate(found) if mask >> number & 1]
        left = [batch for number, batch in enumerate(found) if not mask >> number & 1]
        again = batches(made(kind, tmp_path, ODD), 2, Done((batch.start, batch.end) for batch in done))
        assert keys(again) == keys(left)
        all_done = Done((batch.start, batch.end) for batch in [*done, *again])
        assert batches(made(kind, tmp_path, ODD), 2, all_done) == []


@KINDS
def test_the_first_entries_of_a_batch_may_be_done_alone(kind: str, tmp_path: Path, piece: int) -> None:
    for where in ("", "key like '*s*'"):
        for batch in (found := batches(made(kind, tmp_path, ODD), where=where)):
            assert len(batch.ends) == len(batch.entries)
            others = [(other.start, other.end) for other in found if other is not batch]
            for number, end in enumerate(batch.ends, 1):
                done = Done([*others, (batch.start, end)])
                left = [entry.key for entry in batch.entries[number:]]
                assert keys(batches(made(kind, tmp_path, ODD), 2, done, where=where)) == left


def test_the_versions_of_a_key_are_done_together() -> None:
    entries = [Entry(key, version) for key, version in (("a", "1"), ("b", "1"), ("b", "2"), ("c", "1"))]
    for notes, done in (("xxxx", 4), ("xxx-", 3), ("xx--", 1), ("x-x-", 1), ("x---", 1), ("-xxx", 0), ("----", 0)):
        assert whole(entries, [None if note == "-" else note for note in notes]) == done


@KINDS
def test_what_is_not_chosen_is_not_in_a_batch_and_not_looked_for_again(kind: str, tmp_path: Path) -> None:
    input = made(kind, tmp_path, ODD)
    found = batches(input, 2, where="key like '*s*'")
    chosen = [key for key in ODD if "s" in key]
    assert keys(found) == chosen
    done = Done((batch.start, batch.end) for batch in found)
    assert batches(input, 2, done, where="key like '*s*'") == []


@settings(max_examples=60, deadline=None)
@given(st.lists(KEYS, min_size=1, max_size=12), st.integers(1, 5))
def test_csv_of_any_keys_is_read_in_pieces_of_any_length(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[str], piece: int
) -> None:
    path = tmp_path_factory.mktemp("csv") / "keys.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "PIECE", piece)
        assert keys(batches(manifests.csv(as_csv(path, ["key"], wanted), BUCKET))) == wanted


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["key", "bucket", "size", "etag", "modified", "latest", "crc64", "result", "VersionId"])
MEANT = st.lists(st.dictionaries(NAMES, VALUES), max_size=4).map(
    lambda found: "\n".join(map(json.dumps, found)).encode()
)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80) | MEANT, st.booleans())
def test_no_content_does_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, packed: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(gzip.compress(content) if packed else content)
    for input in (
        manifests.csv(str(path), BUCKET),
        manifests.csv(str(path), columns=["key", "size"], encoding="url"),
        manifests.ndjson(str(path), BUCKET),
        Inventory(str(path)),
    ):
        with suppress(CosClientError):
            assert all(entry.key for entry in entries(input))


def test_columns_are_known_by_many_names_and_their_texts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Bucket,Key,VersionId,Size,ETag,LastModifiedDate,StorageClass,Crc64,IsLatest,IsDeleteMarker,Tag\r\n"
        "b-1,a,v1,12,abc,2026-01-01T00:00:00Z,ARCHIVE,77,true,false,k=v\r\n"
        "b-2,b,,,,,,,false,true,\r\n"
    )
    found = batches(manifests.csv(str(path)), 10)
    assert [(batch.bucket, list(batch.entries)) for batch in found] == [
        ("b-1", [Entry("a", "v1", 12, '"abc"', "2026-01-01T00:00:00Z", "ARCHIVE", "77", True, False)]),
        ("b-2", [Entry("b", latest=False, delete_marker=True)]),
    ]
    lines = [
        {"key": "a", "version_id": "v1", "size": 12, "etag": '"abc"', "modified": 1767225600, "bucket": "b-1"},
        {"Key": "b", "Bucket": "b-2", "Message": None},
    ]
    other = tmp_path / "a.ndjson"
    other.write_text("\n".join(json.dumps(line) for line in lines) + '\n\n"c"\n')
    assert entries(manifests.ndjson(str(other), "b-3")) == [
        Entry("a", "v1", 12, '"abc"', "2026-01-01T00:00:00Z"),
        Entry("b"),
        Entry("c"),
    ]


def test_parquet_has_columns_of_its_own_types(tmp_path: Path) -> None:
    from datetime import datetime

    import pyarrow
    from pyarrow import parquet

    path = str(tmp_path / "a.parquet")
    table = {
        "Key": ["a", "b"],
        "size": [1, None],
        "modified": [datetime(2026, 1, 1, 12), None],
        "owner": ["x", "y"],
    }
    parquet.write_table(pyarrow.table(table), path)
    input = Parquet(path, BUCKET)
    assert entries(input) == [Entry("a", size=1, modified="2026-01-01T12:00:00Z"), Entry("b")]
    assert asyncio.run(input.count(NOBODY)) == 2


def test_parquet_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_parquet(tmp_path / "a.parquet", ["a"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert r"pip install 'cos-python-sdk-v5[parquet]'" in _refused(lambda: Parquet(path, BUCKET))


def test_a_list_of_keys_needs_no_first_row_and_may_be_url_encoded(tmp_path: Path) -> None:
    path = tmp_path / "keys.txt"
    path.write_bytes(b"\xef\xbb\xbfa%20b\r\n\r\n%E6%96%87\r\n100%25")
    assert keys(batches(manifests.csv(str(path), BUCKET, encoding="url"))) == ["a b", "文", "100%"]
    assert keys(batches(manifests.csv(str(path), BUCKET))) == ["a%20b", "%E6%96%87", "100%25"]
    path.write_bytes(b"b-1,a,v1\nb-1,key,v2")
    named = manifests.csv(str(path), columns=["bucket", "key", "version_id"])
    assert entries(named) == [Entry("a", "v1"), Entry("key", "v2")]


def test_rows_of_a_report_name_no_versions_that_nobody_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    result = {"size": 7, "crc64": "1", "version_id": "v9", "metadata": {}}
    path.write_text(json.dumps({"key": "a", "state": "ok", "bytes": 0, "result": result}))
    assert entries(manifests.ndjson(str(path), BUCKET)) == [Entry("a", size=7, crc64="1")]


def test_an_object_called_key_is_an_object(tmp_path: Path) -> None:
    assert keys(batches(Inventory(as_inventory(tmp_path, ["key", "Key", "bucket"])))) == ["key", "Key", "bucket"]
    path = tmp_path / "keys.csv"
    path.write_text("b-1,key\nb-1,a\n")
    assert keys(batches(manifests.csv(str(path), columns=["bucket", "key"]))) == ["key", "a"]
    path.write_text("Bucket,Key\nb-1,a\n")
    assert keys(batches(manifests.csv(str(path), columns=["bucket", "key"]))) == ["a"]
    path.write_text("key\na\n")
    assert keys(batches(manifests.csv(str(path), BUCKET, columns=["key"]))) == ["key", "a"]


def test_keys_may_come_with_versions() -> None:
    assert entries(Keys(BUCKET, ["a", ("b", "v1"), ["c", None]])) == [Entry("a"), Entry("b", "v1"), Entry("c")]


def test_what_it_carries_is_known_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("key,size,colour\na,1,red\n")
    input = manifests.csv(str(path), BUCKET)
    asyncio.run(input.open(NOBODY))
    assert input.fields == {"key", "size"}
    before = input.identity
    path.write_text("key,size,colour\na,12,red\n")
    asyncio.run(input.open(NOBODY))
    assert input.identity != before


def test_a_file_that_changes_while_it_is_read_is_not_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PIECE", 10)
    path = as_csv(tmp_path / "a.csv", ["key"], [f"{number:03}" for number in range(20)])

    async def read() -> None:
        input = manifests.csv(path, BUCKET)
        await input.open(NOBODY)
        async with aclosing(input.batches(NOBODY, 1, Done())) as found:
            assert (await anext(found)).entries[0].key == "000"
            as_csv(Path(path), ["key"], [f"{number:04}" for number in range(20)])
            async for _ in found:
                pass

    with pytest.raises(CosClientError, match="a.csv was changed while it was read"):
        asyncio.run(read())


@pytest.mark.parametrize("content", [b"", b"key\n", b"\n"])
def test_an_empty_manifest_is_of_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert batches(manifests.csv(str(path), BUCKET)) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"b,a\nb,c\n", "does not name its columns, and has 2: write a first row"),
        (b"bucket,size\nb,1\n", "does not name its columns, and has 2"),
        (b"key,Key\na,b\n", "two columns for key"),
        (b"key,size\na,big\n", "row 2: the size 'big' is not a number"),
        (b"key,modified\na,1\nb,yesterday\n", "row 2: '1' is not a date"),
        (b"key,size\na\n", "row 2: there are 1 columns, not 2"),
        (b"key,size\n,1\n", "row 2: there is no key"),
        (b"key,latest\na,maybe\n", "row 2: 'maybe' is neither true nor false"),
        (b'key\na"b\nc\n', "a quote stands within a field"),
        (b'key\n"a"b\n', "not CSV"),
        (b'key\n"a\n', "not CSV"),
        (b"key\n\xff\n", "from row 2 on: it is not UTF-8"),
        (b"\x1f\x8bnot gzip", "no whole gzip file"),
        (gzip.compress(b"key\na\n", mtime=0)[:-9], "no whole gzip file: it ends early"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(CosClientError, match="a.csv") as told:
        batches(manifests.csv(str(path), BUCKET))
    assert why in str(told.value)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"key": "a"}\n{"key":\n', "row 2: it is not JSON"),
        (b'{"key": "a"}\n7\n', "row 2: it is neither"),
        (b"[" * 100_000, "row 1: it is not JSON: maximum recursion"),
        (b'{"key": "a", "size": Infinity}\n', "row 1: the size inf is not a number"),
        (b'{"key": "a", "modified": 1e30}\n', "row 1: "),
        (b'{"key": "a"}\n{"name": "a"}\n', "no column `key`: it has name"),
        (b'{"key": 7}\n', "row 1: there is no key"),
        (b'{"key": "a", "modified": []}\n', "row 1: [] is not a time"),
    ],
)
def test_lines_that_are_no_entries_are_said_too(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(content)
    with pytest.raises(CosClientError, match="a.ndjson") as told:
        batches(manifests.ndjson(str(path), BUCKET))
    assert why in str(told.value)


def _refused(make: Callable[[], Any]) -> str:
    with pytest.raises(CosClientError) as told:
        batches(make())
    return str(told.value)


def test_inputs_that_cannot_be_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("key\na\n")
    assert "row 2: it names no bucket" in _refused(lambda: manifests.csv(str(path)))
    assert "cannot be read: No such file" in _refused(lambda: manifests.csv(str(tmp_path / "none.csv"), BUCKET))
    assert "cannot be read: Is a directory" in _refused(lambda: manifests.csv(str(tmp_path), BUCKET))
    assert "not a place in COS" in _refused(lambda: manifests.csv("cos://photos/a.csv", BUCKET))
    assert "encoding of keys is url" in _refused(lambda: manifests.csv(str(path), BUCKET, encoding="base64"))
    assert "is not Parquet" in _refused(lambda: Parquet(str(path), BUCKET))
    assert "must be texts, or pairs" in _refused(lambda: Keys(BUCKET, [7]))
    assert "is not the manifest.json" in _refused(lambda: Inventory(str(path)))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest(["x.csv.gz"])))
    assert "x.csv.gz, which" in _refused(lambda: Inventory(str(tmp_path / "manifest.json")))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest([], fileFormat="ORC")))
    assert "in ORC: only those in CSV" in _refused(lambda: Inventory(str(tmp_path / "manifest.json")))


def test_a_file_that_is_no_manifest_is_not_gathered_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_MOST", 1000)
    monkeypatch.setattr(sources, "PIECE", 500)
    path = tmp_path / "a.csv"
    path.write_bytes(b'key\n"' + b"never ending\n" * 200)
    assert "a row of over 1000 bytes: is a quote not closed?" in _refused(lambda: manifests.csv(str(path), BUCKET))


def test_inputs_are_described_in_json(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", ["key"], ["a"])
    assert entries(input_of({"kind": "csv", "manifest": path, "bucket": BUCKET})) == [Entry("a")]
    assert entries(input_of({"kind": "keys", "bucket": BUCKET, "keys": ["a"]})) == [Entry("a")]
    for kind in ("ndjson", "parquet", "inventory"):
        input_of({"kind": kind, "manifest": "x"})
    input_of({"kind": "prefix", "bucket": BUCKET, "prefix": "a/", "versions": True})
    with pytest.raises(CosClientError, match="'tape' is no kind of input: there are prefix, csv"):
        input_of({"kind": "tape"})
    with pytest.raises(CosClientError, match="the input csv: missing a required argument: 'manifest'"):
        input_of({"kind": "csv"})
    with pytest.raises(CosClientError, match="the input csv: got an unexpected keyword argument 'colour'"):
        input_of({"kind": "csv", "manifest": "x", "colour": "red"})


def test_formats_are_told_by_names() -> None:
    names = "a.csv a.csv.gz keys.txt a.ndjson b/a.jsonl.gz a.parquet cos://b-1/x/manifest.json"
    kinds = ["csv", "csv", "csv", "ndjson", "ndjson", "parquet", "inventory"]
    assert [manifests.format_of(name) for name in names.split()] == kinds
    with pytest.raises(CosClientError, match="a.json does not tell its format"):
        manifests.format_of("a.json")
