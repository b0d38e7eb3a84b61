"""The server does what a dict of versions does, whatever is asked in whatever order.

`MODEL_EXAMPLES` in the environment says how many histories are tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from qcloud_cos import CosS3Client
from qcloud_cos.errors import NoSuchKey
from qcloud_cos.server import LocalCos
from qcloud_cos.types import CopySource

MIB = 1024 * 1024
KEYS = st.sampled_from(["a", "a/b", "a/b/c", "b", "\u00e9", "e\u0301", "a b+%2F"])
CONTENTS = st.one_of(st.binary(max_size=20), st.builds(bytes, st.sampled_from([32 * 1024, 32 * 1024 + 1, 70_000])))
NULL = "null"
_names = count()


class Kept(NamedTuple):
    version_id: str
    content: bytes | None
    """None of a delete marker."""


class Versions(RuleBasedStateMachine):
    """`model` has the versions of each key, newest first."""

    client: ClassVar[CosS3Client]

    def __init__(self) -> None:
        super().__init__()
        self.bucket = f"model{next(_names)}-1250000000"
        self.client.create_bucket(Bucket=self.bucket)
        self.versioning = ""
        self.model: dict[str, list[Kept]] = {}
        self.uploads: list[tuple[str, str, bytes, list[Any]]] = []

    @rule(status=st.sampled_from(["Enabled", "Suspended"]))
    def set_versioning(self, status: str) -> None:
        self.client.put_bucket_versioning(Bucket=self.bucket, Status=status)
        self.versioning = status

    @rule(key=KEYS, content=CONTENTS)
    def put(self, key: str, content: bytes) -> None:
        self._store(key, content, self.client.put_object(Bucket=self.bucket, Key=key, Body=content))

    @rule(key=KEYS, source=KEYS, data=st.data())
    def copy(self, key: str, source: str, data: st.DataObject) -> None:
        choices = [kept for kept in self.model.get(source, ()) if kept.content is not None]
        if not choices or (key == source and self.versioning != "Enabled"):
            return
        kept = data.draw(st.sampled_from(choices))
        where: CopySource = {"Bucket": self.bucket, "Key": source, "Region": "ap-guangzhou"}
        if self.versioning:
            where["VersionId"] = kept.version_id
        assert kept.content is not None
        self._store(key, kept.content, self.client.copy_object(Bucket=self.bucket, Key=key, CopySource=where))

    @rule(key=KEYS, last=CONTENTS, is_long=st.booleans())
    def begin_upload(self, key: str, last: bytes, is_long: bool) -> None:
        upload = self.client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"]
        pieces = [bytes(MIB), last] if is_long else [last]
        parts = []
        for number, piece in enumerate(pieces, 1):
            made = self.client.upload_part(
                Bucket=self.bucket, Key=key, Body=piece, PartNumber=number, UploadId=upload
            )
            parts.append({"PartNumber": number, "ETag": made["ETag"]})
        self.uploads.append((key, upload, b"".join(pieces), parts))

    @precondition(lambda self: self.uploads)
    @rule(data=st.data(), is_kept=st.booleans())
    def end_upload(self, data: st.DataObject, is_kept: bool) -> None:
        key, upload, content, parts = self.uploads.pop(data.draw(st.integers(0, len(self.uploads) - 1)))
        if not is_kept:
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)
            return
        done = self.client.complete_multipart_upload(
            Bucket=self.bucket, Key=key, UploadId=upload, MultipartUpload={"Part": parts}
        )
        self._store(key, content, done)

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        answer = self.client.delete_object(Bucket=self.bucket, Key=key)
        if self.versioning:
            self._store(key, None, answer)
        else:
            self.model.pop(key, None)

    @precondition(lambda self: any(self.model.values()))
    @rule(data=st.data())
    def delete_version(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(key for key, kept in self.model.items() if kept)))
        gone = data.draw(st.sampled_from(self.model[key]))
        self.client.delete_object(Bucket=self.bucket, Key=key, VersionId=gone.version_id)
        self.model[key].remove(gone)

    @rule(key=KEYS)
    def read(self, key: str) -> None:
        kept = self.model.get(key, [])
        if not kept or kept[0].content is None:
            with pytest.raises(NoSuchKey):
                self.client.get_object(Bucket=self.bucket, Key=key)
        else:
            assert self._content(key) == kept[0].content
        for one in kept if self.versioning else ():
            if one.content is not None:
                assert self._content(key, VersionId=one.version_id) == one.content

    @rule(
        prefix=st.sampled_from(["", "a", "a/", "e"]), delimiter=st.sampled_from(["", "/"]), most=st.integers(1, 4)
    )
    def list_objects(self, prefix: str, delimiter: str, most: int) -> None:
        found: list[str] = []
        arguments = {"Bucket": self.bucket, "Prefix": prefix, "Delimiter": delimiter, "MaxKeys": most}
        for page in self.client.paginate("list_objects", **arguments):
            entries = [entry["Key"] for entry in page.get("Contents") or ()]
            entries += [common["Prefix"] for common in page.get("CommonPrefixes") or ()]
            assert len(entries) <= most
            found += entries
        live = {key for key, kept in self.model.items() if kept and kept[0].content is not None}
        expected = {grouped(key, prefix, delimiter) for key in live if key.startswith(prefix)}
        assert sorted(found) == sorted(expected)

    @invariant()
    def list_versions(self) -> None:
        found: dict[str, dict[str, bool]] = {}
        for entry in self.client.versions(Bucket=self.bucket):
            is_latest = entry["IsLatest"] == "true"
            found.setdefault(entry["Key"], {})[str(entry["VersionId"] or NULL)] = is_latest
        assert found == {
            key: {one.version_id: at == 0 for at, one in enumerate(kept)}
            for key, kept in self.model.items()
            if kept
        }

    def teardown(self) -> None:
        for key, upload, *_ in self.uploads:
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)
        for entry in list(self.client.versions(Bucket=self.bucket)):
            self.client.delete_object(
                Bucket=self.bucket, Key=entry["Key"], VersionId=str(entry["VersionId"] or NULL)
            )
        self.client.delete_bucket(Bucket=self.bucket)

    def _store(self, key: str, content: bytes | None, answer: Any) -> None:
        """As the latest; without versioning or with it suspended, in place of the null version."""
        version_id = NULL
        if self.versioning == "Enabled":
            version_id = str(answer.get("x-cos-version-id") or answer.get("VersionId"))
        others = [kept for kept in self.model.get(key, ()) if kept.version_id != version_id]
        self.model[key] = [Kept(version_id, content), *others]

    def _content(self, key: str, **which: Any) -> bytes:
        content: bytes = self.client.get_object(Bucket=self.bucket, Key=key, **which)["Body"].read()
        return content


def grouped(key: str, prefix: str, delimiter: str) -> str:
    """The key, or the common prefix that it is listed under."""
    end = key.find(delimiter, len(prefix)) if delimiter else -1
    return key if end < 0 else key[: end + len(delimiter)]


@pytest.fixture
def client() -> Iterator[CosS3Client]:
    with LocalCos(durability="os") as cos:
        yield CosS3Client(cos.config(), retry=0)


def test_the_server_is_a_dict_of_versions(client: CosS3Client) -> None:
    Versions.client = client
    run_state_machine_as_test(
        Versions,
        settings=settings(
            max_examples=int(os.environ.get("MODEL_EXAMPLES", "10")),
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
