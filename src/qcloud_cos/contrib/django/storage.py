"""Storages for the STORAGES setting of Django."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files.storage import Storage
from django.utils.timezone import make_naive

from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.contrib.django.file import MIB, CosStorageFile
from qcloud_cos.contrib.django.names import clean, location_prefix
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.credentials import Provider
from qcloud_cos.credentials.keys import holds_keys
from qcloud_cos.errors import CosServiceError, FileAlreadyExists

PART_SIZE, AT_ONCE = 8, 4
_KEYS = {
    "SecretId",
    "SecretKey",
    "Token",
    "CredentialInstance",
    "Access_id",
    "Access_key",
    "Secret_id",
    "Secret_key",
}
_SECRETS = ("secret_id", "secret_key", "token", "credentials")


class CosStorage(Storage):
    """Files in a bucket.  Without keys among the options, these are looked for where programs usually have them.

    Args:
        bucket: with the APPID, ``examplebucket-1250000000``.
        location: a prefix that all keys have.
        region, endpoint, scheme: where COS is.
        secret_id, secret_key, token: a key pair; or `credentials`, such as a `qcloud_cos.credentials.Profile`.
        config_options: more arguments of `CosConfig`, such as ``{"Timeout": 10}``.
        file_overwrite: whether `save` replaces an object of the same name, or chooses another name.
        custom_domain: of URLs: a domain of the bucket, or of a CDN in front of it.
        querystring_auth, querystring_expire: whether URLs are signed, and for how many seconds they then open.
        default_acl: of what is saved, such as ``public-read``.
        object_parameters: keywords of `put_object`, such as ``{"CacheControl": "max-age=60"}``.
        max_memory_size: how much of an open file is in memory; the rest is in a temporary file.
    """

    def __new__(cls, *args: Any, **options: Any) -> Self:
        self: Self = super().__new__(cls)
        # For migrations and pickles, which must not have keys in them.
        self._arguments = args, {name: value for name, value in options.items() if name not in _SECRETS}
        return self

    @forgetful
    def __init__(
        self,
        *,
        bucket: str = "",
        location: str = "",
        region: str | None = None,
        endpoint: str | None = None,
        scheme: str | None = None,
        secret_id: str | None = None,
        secret_key: str | None = None,
        token: str | None = None,
        credentials: Any = None,
        config_options: Mapping[str, Any] | None = None,
        file_overwrite: bool = False,
        custom_domain: str | None = None,
        querystring_auth: bool = True,
        querystring_expire: int = 3600,
        default_acl: str | None = None,
        object_parameters: Mapping[str, Any] | None = None,
        max_memory_size: int = 2 * MIB,
    ) -> None:
        if not bucket:
            raise ImproperlyConfigured(
                f"{type(self).__name__} needs a bucket: OPTIONS = {{'bucket': 'name-appid'}}"
            )
        if custom_domain and "/" in custom_domain:
            raise ImproperlyConfigured(
                f"custom_domain is a host, such as 'img.example.com', not {custom_domain!r}"
            )
        if secret := sorted(_KEYS & set(config_options or {})):
            raise ImproperlyConfigured(
                f"config_options has {', '.join(secret)}: give secret_id and secret_key, or credentials"
            )
        self.bucket, self._prefix = bucket, location_prefix(location)
        self.file_overwrite, self.max_memory_size = file_overwrite, max_memory_size
        self.custom_domain, self.querystring_auth = custom_domain, querystring_auth
        self.querystring_expire, self.default_acl = querystring_expire, default_acl
        self.object_parameters = dict(object_parameters or {})
        given = {
            "Region": region, "Endpoint": endpoint, "Scheme": scheme, "SecretId": secret_id,
            "SecretKey": secret_key, "Token": token, "CredentialInstance": credentials,
        }  # fmt: skip
        self._config = {name: value for name, value in given.items() if value is not None} | dict(
            config_options or {}
        )
        self._clients: dict[str | None, CosS3Client] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} cos://{self.bucket}/{self._prefix}>"

    def __reduce__(self) -> Any:
        args, options = self._arguments
        source = self._config.get("CredentialInstance")
        if isinstance(source, Provider) and not holds_keys(source):
            options = {**options, "credentials": source}
        return _made, (type(self), args, options)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self  # with its keys, which a pickle has not

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """For migrations."""
        return f"{type(self).__module__}.{type(self).__qualname__}", *self._arguments

    @property
    def client(self) -> CosS3Client:
        """Made when first needed: a program that serves no files need not know the region."""
        return self._client(None)

    def _client(self, domain: str | None) -> CosS3Client:
        if domain not in self._clients:
            arguments = dict(self._config)
            if domain:
                arguments = {**arguments, "Domain": domain, "Endpoint": None}
            try:
                config = CosConfig(**arguments)
            except TypeError as error:
                raise ImproperlyConfigured(f"{type(self).__name__}: config_options: {error}") from None
            self._clients[domain] = CosS3Client(config)
        return self._clients[domain]

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Keywords of `put_object` for one file; to be overridden."""
        return dict(self.object_parameters)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        if not self.file_overwrite or (max_length and len(name) > max_length):
            free: str = super().get_available_name(name, max_length)
            return free
        return clean(name)

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        """In COS a file may be called as a directory is."""
        if max_length and len(name) > max_length:
            return False
        return self.file_overwrite or not self._is_there(self._key(name))

    def exists(self, name: str) -> bool:
        """Whether there is such a file, or a directory with something in it."""
        path = clean(name)
        if not path or (not path.endswith("/") and self._is_there(self._key(path))):
            return True
        below = self._prefix + path.rstrip("/") + "/"
        return bool(self.client.list_objects(self.bucket, Prefix=below, MaxKeys=1).get("Contents"))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Directories and files; those of a directory that is not there are none."""
        inside = clean(path).rstrip("/")
        below = self._prefix + (f"{inside}/" if inside else "")
        directories: list[str] = []
        files: list[str] = []
        for page in self.client.paginate("list_objects", Bucket=self.bucket, Prefix=below, Delimiter="/"):
            found = (one["Prefix"].removeprefix(below).rstrip("/") for one in page.get("CommonPrefixes") or [])
            directories += filter(None, found)
            keys = (one["Key"].removeprefix(below) for one in page.get("Contents") or [])
            files += filter(None, keys)  # "photos/" itself stands for a directory
        return directories, files

    def size(self, name: str) -> int:
        return int(self._head(name)["Content-Length"])

    def get_modified_time(self, name: str) -> datetime:
        modified = parsedate_to_datetime(self._head(name)["Last-Modified"]).astimezone(UTC)
        return modified if settings.USE_TZ else make_naive(modified)

    def get_created_time(self, name: str) -> datetime:
        """As `get_modified_time`: an object is not changed, but made anew."""
        return self.get_modified_time(name)

    def delete(self, name: str) -> None:
        """Delete a file.  One that is not there is no error."""
        if not name:
            raise ValueError("The name must be given to delete().")
        self.client.delete_object(self.bucket, self._key(name))

    def url(
        self,
        name: str,
        parameters: Mapping[str, Any] | None = None,
        expire: int | None = None,
        http_method: str = "GET",
    ) -> str:
        """A URL that opens for `expire` seconds, or for good, if URLs are not signed.

        Args:
            parameters: of the query, such as ``{"response-content-disposition": "attachment"}``; they take a
                signature.
        """
        key, client = self._key(name), self._client(self.custom_domain)
        if not self.querystring_auth:
            return client.get_object_url(self.bucket, key)
        seconds = self.querystring_expire if expire is None else expire
        return client.get_presigned_url(self.bucket, key, http_method, seconds, Params=parameters)

    def opened(self, name: str) -> tuple[Any, int]:
        """What is to be read from, and how many bytes it has."""
        try:
            answer: Any = self.client.get_object(self.bucket, self._key(name))
        except CosServiceError as error:
            _as_of_files(error, name)
            raise
        return answer["Body"], int(answer["Content-Length"])

    def stored(self, name: str, content: Any, overwrite: bool = True) -> None:
        """Let `content` become the object.

        Raises:
            FileExistsError: there is one, and `overwrite` is False.
        """
        key, keywords = self._key(name), self._keywords(name, content)
        if not overwrite:
            metadata = {**keywords.get("Metadata", {}), "x-cos-forbid-overwrite": "true"}
            keywords["Metadata"] = metadata
        try:
            self.client.upload_file_from_buffer(
                self.bucket, key, content, PART_SIZE * (AT_ONCE + 1), PART_SIZE, AT_ONCE, **keywords
            )
        except FileAlreadyExists as error:
            raise FileExistsError(f"{name} is there already") from error

    def _open(self, name: str, mode: str = "rb") -> CosStorageFile:
        return CosStorageFile(self, clean(name), mode, self.max_memory_size)

    def _save(self, name: str, content: Any) -> str:
        name = clean(name)
        while True:
            if content.seekable():
                content.seek(0)
            try:
                self.stored(name, content, self.file_overwrite)
            except FileExistsError:
                # Somebody else was faster; what cannot be read again is the caller's to save again.
                if not content.seekable():
                    raise
                name = self.get_available_name(name)
            else:
                return name

    def _keywords(self, name: str, content: Any) -> dict[str, Any]:
        keywords = self.get_object_parameters(name)
        if "ContentType" not in keywords:
            # By the name first: the type that a browser sent along is what a stranger says.
            guessed = mimetypes.guess_type(name)[0] or getattr(content, "content_type", None)
            keywords["ContentType"] = guessed or "application/octet-stream"
        if self.default_acl:
            keywords.setdefault("ACL", self.default_acl)
        return keywords

    def _key(self, name: str) -> str:
        path = clean(name)
        if not path:
            raise SuspiciousFileOperation(f"Could not derive file name from {os.fspath(name)!r}")
        return self._prefix + path

    def _is_there(self, key: str) -> bool:
        return self.client.object_exists(self.bucket, key)

    def _head(self, name: str) -> Any:
        try:
            return self.client.head_object(self.bucket, self._key(name))
        except CosServiceError as error:
            _as_of_files(error, name)
            raise


class CosStaticStorage(CosStorage):
    """Static files: URLs without a signature; what `collectstatic` brings replaces what is there."""

    def __init__(self, *, querystring_auth: bool = False, file_overwrite: bool = True, **options: Any) -> None:
        super().__init__(querystring_auth=querystring_auth, file_overwrite=file_overwrite, **options)


class CosManifestStaticStorage(ManifestFilesMixin, CosStaticStorage):
    """Static files whose names tell their content, so that browsers may keep them for good."""


def _made(kind: type[CosStorage], args: tuple[Any, ...], options: dict[str, Any]) -> CosStorage:
    return kind(*args, **options)


def _as_of_files(error: CosServiceError, name: str) -> None:
    if error.get_status_code() == 404:
        raise FileNotFoundError(f"File does not exist: {name}") from error
