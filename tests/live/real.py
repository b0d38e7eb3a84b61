"""A real COS where the stories expect the local one."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from behaviour.world import RUN
from qcloud_cos import CosConfig, CosS3Client, CosServiceError
from qcloud_cos.server import Account
from raw import Wire

NEEDED = {
    "COS_LIVE_SECRET_ID": "a secret id, best of a sub-account that may use buckets called story-* and live-* only",
    "COS_LIVE_SECRET_KEY": "its secret key",
    "COS_LIVE_APPID": "the account's APPID, as in examplebucket-1250000000",
    "COS_LIVE_REGION": "where to make the buckets, such as ap-guangzhou",
}
OPTIONAL = {
    "COS_LIVE_TOKEN": "the token of temporary keys",
    "COS_LIVE_CLIENTS": "both: the stories are told by the async client, too",
    "COS_LIVE_ENDPOINT": "another server than the real one, such as http://127.0.0.1:9000",
}


class Settings(NamedTuple):
    secret_id: str
    secret_key: str
    appid: str
    region: str
    token: str
    endpoint: str


def missing(environ: Mapping[str, str]) -> list[str]:
    return [name for name in NEEDED if not environ.get(name)]


def settings(environ: Mapping[str, str]) -> Settings:
    optional = (environ.get("COS_LIVE_TOKEN", ""), environ.get("COS_LIVE_ENDPOINT", ""))
    secret_id, secret_key, appid, region = (environ[name] for name in NEEDED)
    return Settings(secret_id, secret_key, appid, region, *optional)


class RealCos:
    """What a story may use of LocalCos that the real one has; a story that uses more is skipped."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = CosS3Client(self.config())

    def config(self, **overrides: Any) -> CosConfig:
        own = self._settings
        arguments: dict[str, Any] = {
            "Region": own.region,
            "SecretId": own.secret_id,
            "SecretKey": own.secret_key,
            "Token": own.token or None,
            "Scheme": "https",
        }
        if own.endpoint:
            target = urlsplit(own.endpoint)
            arguments |= {"Scheme": target.scheme, "Endpoint": target.netloc}
        return CosConfig(**(arguments | overrides))

    @cached_property
    def account(self) -> Account:
        own = self._settings
        uin = self._client.list_buckets()["Owner"]["ID"].rpartition("/")[2]
        return Account(own.appid, uin, own.secret_id, own.secret_key, own.token)

    def now(self) -> float:
        return time.time()

    def reset(self) -> None:
        """Remove the buckets of this run, and no others."""
        for entry in self._buckets():
            self._remove(entry["Name"])

    def left(self) -> list[str]:
        """Buckets of this run that could not be removed."""
        return [entry["Name"] for entry in self._buckets()]

    def wire(self, host: str, account: Account) -> Wire:
        return RealWire(self._settings.endpoint, host, account)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        pytest.skip(f"cos.{name} is the local server's alone")

    def _buckets(self) -> list[Any]:
        listed = self._client.list_buckets()["Buckets"] or {}
        return [entry for entry in listed.get("Bucket", []) if RUN in entry["Name"]]

    def _remove(self, bucket: str) -> None:
        client = self._client
        try:
            for upload in client.multipart_uploads(Bucket=bucket):
                client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
            for some in _by_thousands(client.versions(Bucket=bucket)):
                client.delete_objects(Bucket=bucket, Delete={"Object": some, "Quiet": "true"})
            client.delete_bucket(Bucket=bucket)
        except CosServiceError as error:
            if error.get_status_code() != 404:
                print(f"{bucket} could not be removed: {error}")  # and is tried again at the end


def _by_thousands(versions: Any) -> Iterator[list[Any]]:
    some: list[Any] = []
    for version in versions:
        entry = {"Key": version["Key"]}
        some.append(entry | {"VersionId": version["VersionId"]} if version.get("VersionId") else entry)
        if len(some) == 1000:
            yield some
            some = []
    if some:
        yield some


class RealWire(Wire):
    """One connection to a bucket's host, by TLS; or to the endpoint that stands for all hosts."""

    def __init__(self, endpoint: str, host: str, account: Account) -> None:
        self.account = account
        self.host = host
        if endpoint:
            target = urlsplit(endpoint)
            self.socket = socket.create_connection((target.hostname or "", target.port or 80), timeout=20)
        else:
            plain = socket.create_connection((host, 443), timeout=20)
            self.socket = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
