"""Reading the store."""
from __future__ import annotations
from collections.abc import Iterator
from qcloud_cos.server.store.page import Page
from qcloud_cos.server.store.values import Bucket, Part, Upload, Version


class Snapshot:
    def bucket(self, name: str) -> Bucket | None: raise NotImplementedError
    def buckets(self, owner: str | None = None) -> list[Bucket]: raise NotImplementedError
    def document(self, bucket: str, name: str) -> str | None: raise NotImplementedError
    def documents(self, name: str) -> list[tuple[str, str]]: raise NotImplementedError
    def version(self, bucket: str, key: str, version_id: str | None = None) -> Version | None: raise NotImplementedError
    def list_objects(self, bucket: str, prefix: str = "", delimiter: str = "", marker: str = "", limit: int = 1000) -> Page[Version]: raise NotImplementedError
    def list_versions(self, bucket: str, prefix: str = "", delimiter: str = "", key_marker: str = "", id_marker: str = "", limit: int = 1000) -> Page[Version]: raise NotImplementedError
    def upload(self, bucket: str, key: str, upload_id: str) -> Upload | None: raise NotImplementedError
    def list_uploads(self, bucket: str, prefix: str = "", delimiter: str = "", key_marker: str = "", id_marker: str = "", limit: int = 1000) -> Page[Upload]: raise NotImplementedError
    def parts(self, upload_id: str, after: int = 0, limit: int = 1000) -> tuple[list[Part], bool]: raise NotImplementedError
    def part(self, upload_id: str, number: int) -> Part | None: raise NotImplementedError
    def is_empty(self, bucket: str) -> bool: raise NotImplementedError
    def walk(self, bucket: str, prefix: str = "", after: str = "") -> Iterator[Version]: raise NotImplementedError
