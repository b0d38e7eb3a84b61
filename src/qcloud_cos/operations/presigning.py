"""Signatures and URLs to hand to somebody else.  Nothing is sent."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from qcloud_cos.config import CosConfig
from qcloud_cos.core import signing
from qcloud_cos.core.endpoint import Address, encoded_path, object_key
from qcloud_cos.core.exchange import encoded_query, signable
from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Flow, Settings, Signer


class Presigning:
    @operation
    def get_auth(
        self,
        Method: str,
        Bucket: str,
        Key: str,
        Expired: int = 300,
        Headers: Mapping[str, str] | None = None,
        Params: Mapping[str, Any] | None = None,
        SignHost: bool | None = None,
        UseCiEndPoint: bool = False,
    ) -> Flow[str]:
        """The Authorization header of a request that somebody else will send, good for `Expired` seconds.

        Empty for an anonymous client.

        Args:
            Headers, Params: those of the request that are to be protected; they must then be sent as given.
            SignHost: overrides the configuration's.

        Source: https://cloud.tencent.com/document/product/436/7778
        """
        config: CosConfig = yield from Settings()
        credentials: Credentials | None = yield from Signer()
        if credentials is None:
            return ""
        address = config.address(Bucket, "ci" if UseCiEndPoint else "cos")
        key = object_key(Key) if Key else ""
        return _authorization(
            config, credentials, address, Method, key, Expired, Headers or {}, _texts(Params), SignHost
        )

    @operation
    def get_presigned_url(
        self,
        Bucket: str,
        Key: str,
        Method: str,
        Expired: int = 300,
        Params: Mapping[str, Any] | None = None,
        Headers: Mapping[str, str] | None = None,
        UseCiEndPoint: bool = False,
        SignHost: bool | None = None,
    ) -> Flow[str]:
        """A URL that lets whoever has it send one kind of request for `Expired` seconds.

        With temporary credentials their token is part of the URL.  Whoever uses it must send `Headers` as
        given here.

        Source: https://cloud.tencent.com/document/product/436/35153
        """
        config: CosConfig = yield from Settings()
        address = for_others(config, Bucket, "ci" if UseCiEndPoint else "cos")
        key, query = object_key(Key), _texts(Params)
        url = f"{address.origin.scheme}://{address.host}{address.prefix}/{encoded_path(key)}"
        credentials: Credentials | None = yield from Signer()
        if credentials is None:
            return f"{url}?{encoded_query(query)}" if query else url
        if credentials.token:
            query["x-cos-security-token"] = credentials.token
        signature = _authorization(
            config, credentials, address, Method, key, Expired, Headers or {}, query, SignHost
        )
        signed = dict(field.split("=", 1) for field in signature.split("&"))
        return f"{url}?{encoded_query({**signed, **query})}"

    @operation
    def get_presigned_download_url(
        self,
        Bucket: str,
        Key: str,
        Expired: int = 300,
        Params: Mapping[str, Any] | None = None,
        Headers: Mapping[str, str] | None = None,
        UseCiEndPoint: bool = False,
        SignHost: bool | None = None,
    ) -> Flow[str]:
        """A URL that lets whoever has it read an object for `Expired` seconds."""
        return (
            yield from self.get_presigned_url(
                Bucket, Key, "GET", Expired, Params, Headers, UseCiEndPoint, SignHost
            )
        )

    @operation
    def get_object_url(self, Bucket: str, Key: str) -> Flow[str]:
        """The object's URL, without a signature: it opens for whom the access control list lets in."""
        config: CosConfig = yield from Settings()
        address = for_others(config, Bucket, "cos")
        return f"{address.origin.scheme}://{address.host}{address.prefix}/{encoded_path(object_key(Key))}"


def for_others(config: CosConfig, bucket: str, service: str) -> Address:
    """The bucket's address for somebody who has the URL and nothing else.

    With an IP the Host header names the bucket, and a URL cannot carry that: there it goes into the path.
    """
    usual = config.address(bucket, service)
    authority = config.authority
    return usual._replace(host=authority, prefix=f"/{config.bucket_name(bucket)}") if authority else usual


def _authorization(
    config: CosConfig,
    credentials: Credentials,
    address: Address,
    method: str,
    key: str,
    seconds: int,
    headers: Mapping[str, str],
    query: Mapping[str, str],
    sign_host: bool | None,
) -> str:
    given = any(name.lower() == "host" for name in headers)
    named = headers if given else {"Host": address.host, **headers}
    sign_host = given or (config._sign_host if sign_host is None else sign_host)
    return signing.authorization(
        method=method,
        path=f"{address.prefix}/{key}",
        query=query if config._sign_params else {},
        headers=signable(named, sign_host),
        secret_id=credentials.secret_id,
        secret_key=credentials.secret_key,
        key_time=signing.key_time(time.time(), seconds),
    )


def _texts(params: Mapping[str, Any] | None) -> dict[str, str]:
    return {str(name): "" if value is None else str(value) for name, value in (params or {}).items()}
