"""Each operation as a program begins it: a job over a whole input, done by a worker process."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jobs.acting import ODD_KEYS, Acting
from jobs.conftest import Bulk
from qcloud_cos import CosClientError, jobs
from qcloud_cos.errors import NoSuchBucket


def run(bulk: Bulk, job: jobs.Job) -> jobs.Summary:
    return job.run(workers=1)


def rows(job: jobs.Job) -> list[Any]:
    found: list[Any] = []
    job.each_row(found.append)
    return found


def test_an_inventory_of_the_local_server_is_worked_on(acting: Acting) -> None:
    bulk, client = acting.bulk, acting.client
    acting.put(*ODD_KEYS)
    acting.put("archived", StorageClass="ARCHIVE")
    client.put_object(acting.source, b"0" * 100, "large")
    destination = {"Format": "CSV", "Bucket": f"qcs::cos:ap-guangzhou::{acting.target}", "Prefix": "lists"}
    wanted: Any = {
        "Destination": {"COSBucketDestination": destination},
        "IncludedObjectVersions": "Current",
        "OptionalFields": {"Field": ["Size", "LastModifiedDate", "ETag", "StorageClass", "Crc64"]},
    }
    client.post_bucket_inventory(acting.source, "once", wanted)
    acting.server.settle()
    [manifest] = [key for key in acting.keys(acting.target) if key.endswith("manifest.json")]
    source = jobs.manifest(f"cos://{acting.target}/{manifest}")
    job = jobs.checksum(
        source, bulk.state, config=bulk.config, where="size < 50 and storage_class = STANDARD and crc64 != 7"
    )
    assert job.plan().objects == len(ODD_KEYS)
    summary = run(bulk, job)
    assert (summary.ok, summary.failed, summary.mismatch) == (len(ODD_KEYS), 0, 0)
    assert sorted(row["key"] for row in rows(job)) == sorted(ODD_KEYS)
    assert {row["bucket"] for row in rows(job)} == {acting.source}
    here = Path(bulk.folder / "inventory")
    here.mkdir()
    for key in acting.keys(acting.target):
        (here / key.rpartition("/")[2]).write_bytes(acting.read(acting.target, key))
    local = jobs.delete(jobs.manifest(here / "manifest.json"), bulk.folder / "other", config=bulk.config)
    assert run(bulk, local).ok == len(ODD_KEYS) + 2
    assert acting.keys(acting.source) == []


def test_an_inventory_of_versions_removes_them(acting: Acting) -> None:
    bulk, client = acting.bulk, acting.client
    client.put_bucket_versioning(acting.source, "Enabled")
    for body in (b"1", b"22", b"333"):
        acting.put("a", "b", body=body)
    client.delete_object(acting.source, "b")
    destination = {"Format": "CSV", "Bucket": f"qcs::cos:ap-guangzhou::{acting.target}"}
    wanted: Any = {
        "Destination": {"COSBucketDestination": destination},
        "IncludedObjectVersions": "All",
        "OptionalFields": {"Field": ["Size"]},
    }
    client.post_bucket_inventory(acting.source, "all", wanted)
    acting.server.settle()
    [manifest] = [key for key in acting.keys(acting.target) if key.endswith("manifest.json")]
    source = jobs.manifest(f"cos://{acting.target}/{manifest}")
    job = jobs.delete(source, bulk.state, config=bulk.config, where="latest = false")
    assert run(bulk, job).ok == 5
    left = client.list_objects_versions(acting.source)
    assert [each["Key"] for each in left["Version"]] == ["a"]
    assert [each["Key"] for each in left["DeleteMarker"]] == ["b"]


def test_all_versions_below_a_prefix_are_listed_between_pages(acting: Acting) -> None:
    bulk, client = acting.bulk, acting.client
    client.put_bucket_versioning(acting.source, "Enabled")
    for number in range(3):
        for key in ("a/1", "a/2", "a/3", "b"):
            client.put_object(acting.source, str(number).encode(), key)
    client.delete_object(acting.source, "a/2")
    source = jobs.prefix(f"cos://{acting.source}/a/", versions=True)
    job = jobs.delete(source, bulk.state, config=bulk.config, where="latest = false", batch=2)
    assert job.plan().objects == 7
    with acting.server.add_fault("delete_objects status=403 skip=1"):
        assert run(bulk, job).failed == 5
    again = jobs.delete(source, bulk.folder / "again", config=bulk.config, batch=1)
    assert run(bulk, again).ok == 8
    assert client.list_objects_versions(acting.source, Prefix="a/").get("Version") is None
    assert len(client.list_objects_versions(acting.source)["Version"]) == 3


def manifest_of(form: str, bucket: str, keys: list[str]) -> bytes:
    if form == "ndjson":
        return "".join(json.dumps({"bucket": bucket, "key": key}) + "\n" for key in keys).encode()
    if form == "parquet":
        import pyarrow
        from pyarrow import parquet

        file = io.BytesIO()
        parquet.write_table(pyarrow.table({"bucket": [bucket] * len(keys), "key": keys}), file)
        return file.getvalue()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([["bucket", "key"], *([bucket, key] for key in keys)])
    content = text.getvalue().encode()
    return gzip.compress(content) if form == "csv.gz" else content


@pytest.mark.parametrize("form", ["csv", "csv.gz", "ndjson", "parquet"])
def test_manifests_in_cos_are_read_where_they_are(acting: Acting, form: str) -> None:
    bulk, name = acting.bulk, f"keys.{form}"
    acting.put(*ODD_KEYS)
    acting.client.put_object(acting.target, manifest_of(form, acting.source, ODD_KEYS), name)
    source = jobs.manifest(f"cos://{acting.target}/{name}")
    job = jobs.copy(source, acting.to("q"), bulk.state, config=bulk.config, batch=3)
    assert run(bulk, job).ok == len(ODD_KEYS)
    assert set(acting.keys(acting.target)) >= {f"q{key}" for key in ODD_KEYS}
    acting.client.put_object(acting.target, manifest_of(form, acting.source, ODD_KEYS[1:]), name)
    with pytest.raises(CosClientError, match="the input is not what it was"):
        run(bulk, job)


def test_what_failed_is_a_manifest_for_the_next_job(acting: Acting) -> None:
    bulk = acting.bulk
    acting.put(*ODD_KEYS)
    job = jobs.tag(f"cos://{acting.source}/", {"a": "b"}, bulk.state, config=bulk.config)
    with acting.server.add_fault("put_object_tagging status=403"):
        assert run(bulk, job).failed == len(ODD_KEYS)
    failed = bulk.folder / "failed.csv"
    job.save_failed(failed)
    again = jobs.tag(jobs.manifest(failed), {"a": "b"}, bulk.folder / "again", config=bulk.config)
    assert run(bulk, again).ok == len(ODD_KEYS)


def test_what_heads_found_is_a_manifest_of_checksums(acting: Acting) -> None:
    bulk = acting.bulk
    acting.put("a", "b")
    job = jobs.head(f"cos://{acting.source}/", bulk.state, config=bulk.config)
    assert run(bulk, job).ok == 2
    listed = bulk.folder / "heads.ndjson"
    listed.write_text("".join(json.dumps(row) + "\n" for row in rows(job)))
    acting.client.put_object(acting.source, b"changed", "b")
    check = jobs.checksum(jobs.manifest(listed), bulk.folder / "check", config=bulk.config, where="size = 7")
    summary = run(bulk, check)
    assert (summary.ok, summary.mismatch) == (1, 1)
    assert summary.errors[0]["code"] == "Crc64Differs"


def test_operations_run_one_after_another(acting: Acting, tmp_path: Path) -> None:
    config = acting.bulk.config
    acting.put("p/a", "p/b")
    source, copies = f"cos://{acting.source}/p/", f"cos://{acting.target}/q/"
    steps = {
        "copy": jobs.copy(source, copies, tmp_path / "1", config=config),
        "verify": jobs.verify(source, copies, tmp_path / "2", config=config),
        "class": jobs.set_class(copies, "ARCHIVE", tmp_path / "3", config=config),
        "restore": jobs.restore(copies, 3, tmp_path / "4", tier="Expedited", config=config),
        "acl": jobs.set_acl(copies, "private", tmp_path / "5", config=config),
        "clear": jobs.tag(copies, None, tmp_path / "6", mode="clear", config=config),
        "keys": jobs.move(
            jobs.keys(acting.source, ["p/a", "p/b"]), copies, tmp_path / "7", strip="p/", config=config
        ),
    }
    for name, job in steps.items():
        assert job.run(workers=1).ok == 2, name
    assert acting.keys(acting.source) == []
    assert acting.keys(acting.target) == ["q/a", "q/b"]


def test_copies_in_a_bucket_that_is_not_there_are_not_called_missing(bulk: Bulk) -> None:
    keys = bulk.fill(3)
    nowhere = f"cos://nowhere-{bulk.server.account.appid}/p/"
    with pytest.raises(NoSuchBucket, match=f"there is no bucket {nowhere[6:-3]}"):
        run(bulk, jobs.verify(f"cos://{bulk.source}/p/", nowhere, bulk.state, config=bulk.config))
    listed = jobs.verify(jobs.keys(bulk.source, keys), nowhere, bulk.folder / "2", config=bulk.config)
    summary = run(bulk, listed)
    assert (summary.mismatch, summary.failed, summary.errors[0]["code"]) == (0, 3, "NoSuchBucket")
    with bulk.server.add_fault("head_bucket status=403"):
        other = jobs.verify(
            f"cos://{bulk.source}/p/", f"cos://{bulk.target}/", bulk.folder / "3", config=bulk.config
        )
        assert run(bulk, other).mismatch == 3


def test_a_function_is_called_in_workers(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk = acting.bulk
    acting.put("a")
    (bulk.folder / "functions_of_mine.py").write_text(
        "async def shouted(client, bucket, entry, mark='!'):\n"
        "    head = await client.head_object(bucket, entry.key)\n"
        "    return {'said': f\"{bucket} {entry.key}{mark} {head['Content-Length']}\"}\n"
    )
    monkeypatch.syspath_prepend(bulk.folder)
    function = import_module("functions_of_mine").shouted
    job = jobs.map(f"cos://{acting.source}/", function, bulk.state, arguments={"mark": "?"}, config=bulk.config)
    assert run(bulk, job).ok == 1
    assert rows(job)[0]["result"] == {"said": f"{acting.source} a? 7"}


def test_jobs_that_cannot_be_are_refused_at_once(bulk: Bulk) -> None:
    source, config = f"cos://{bulk.source}/p/", bulk.config
    for to in (source, f"cos://{bulk.source}/", f"cos://{bulk.source}/p/q/"):
        with pytest.raises(CosClientError, match="overlap"):
            jobs.copy(source, to, bulk.state, config=config)
    with pytest.raises(CosClientError, match="does not say what to work on"):
        jobs.delete("keys.csv", bulk.state, config=config)
    with pytest.raises(CosClientError, match="days is a number from 1 to 365"):
        jobs.restore(source, 0, bulk.state, config=config)
    with pytest.raises(CosClientError, match="does not tell its format"):
        jobs.manifest("keys.json")
    with pytest.raises(CosClientError, match="asks for crc64, and"):
        jobs.delete(source, bulk.state, where="crc64 = 7", config=config).run(workers=1)


def test_a_function_that_workers_do_not_find_ends_the_job(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk.fill(30)
    ghost = ModuleType("ghost")
    monkeypatch.setattr(ghost, "seen", print, raising=False)
    monkeypatch.setitem(sys.modules, "ghost", ghost)
    job = jobs.map(f"cos://{bulk.source}/", "ghost:seen", bulk.state, config=bulk.config, batch=3)
    with pytest.raises(CosClientError, match="ghost:seen cannot be imported: No module named 'ghost'"):
        run(bulk, job)
    assert job.status().how == "failed"
