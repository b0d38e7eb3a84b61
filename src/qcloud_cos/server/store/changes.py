"""Changing the store."""
from __future__ import annotations
from collections.abc import Iterable, Sequence
from qcloud_cos.server.store.database import Snapshot
from qcloud_cos.server.store.values import Bucket, Content, Part, Upload, Version


class Changes(Snapshot):
    def create_bucket(self, bucket: Bucket) -> None: raise NotImplementedError
    def set_bucket(self, name: str, acl: str | None = None, versioning: str | None = None) -> None: raise NotImplementedError
    def delete_bucket(self, name: str) -> None: raise NotImplementedError
    def put_document(self, bucket: str, name: str, text: str) -> None: raise NotImplementedError
    def delete_document(self, bucket: str, name: str) -> None: raise NotImplementedError
    def put(self, version: Version) -> Version: raise NotImplementedError
    def replace(self, version: Version) -> None: raise NotImplementedError
    def remove(self, bucket: str, key: str, version_id: str) -> Version | None: raise NotImplementedError
    def create_upload(self, upload: Upload) -> None: raise NotImplementedError
    def put_part(self, upload_id: str, part: Part) -> None: raise NotImplementedError
    def drop_upload(self, upload_id: str, keep: Iterable[int] = ()) -> None: raise NotImplementedError
    def join(self, contents: Sequence[Content]) -> Content: raise NotImplementedError
