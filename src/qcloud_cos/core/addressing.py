"""Where requests go, by what a configuration says."""

from __future__ import annotations

from qcloud_cos.core import endpoint as at
from qcloud_cos.core.endpoint import Address
from qcloud_cos.errors import CosClientError


class Addressing:
    """The part of `CosConfig` that knows the hosts of buckets and of services."""

    _addresses: dict[tuple[str | None, str, str | None], Address]
    _scheme: str
    _region: str | None
    _appid: str | None
    _endpoint: str | None
    _endpoint_ci: str | None
    _endpoint_pic: str | None
    _domain: str | None
    _service_domain: str | None
    _ip: str | None
    _port: int | str | None
    _enable_old_domain: bool

    def bucket_name(self, bucket: str) -> str:
        """The bucket's whole name, with the appid."""
        return at.bucket_name(bucket, self._appid)

    def address(self, bucket: str | None, service: str = "cos", endpoint: str | None = None) -> Address:
        """Where requests about the bucket go; without a bucket, where buckets are listed.

        `endpoint` says in which region the bucket is, if not in the client's; it does not count where
        everything goes to one place, such as a local server.
        """
        key = bucket, service, endpoint
        known = self._addresses.get(key)
        if known is None:
            known = self._addresses[key] = self._address(*key)
        return known

    def _endpoint_of(self, service: str) -> str | None:
        """Of data processing, if it is not given: beside one machine, such as a local server, there is none."""
        alone = self._endpoint is not None and at.is_path_style(self._endpoint)
        return None if alone or not self._region else at.regional(self._region, service)

    def _address(self, bucket: str | None, service: str, elsewhere: str | None) -> Address:
        if service in ("insight", "vectors"):
            host = self._data_sets() if service == "insight" else self._vectors()
            return at.address(self._scheme, self.authority or host, host)
        endpoint = {"ci": self._endpoint_ci, "pic": self._endpoint_pic}.get(service, self._endpoint)
        if elsewhere and self._ip is None and not (endpoint and at.is_path_style(endpoint)):
            assert bucket is not None  # noqa: S101 - only calls about a bucket name an endpoint
            host = f"{self.bucket_name(bucket)}.{elsewhere}"
            return at.address(self._scheme, host, host)
        prefix = ""
        if bucket is None:
            host = self._listing() if service == "cos" else self._needed(endpoint, service)
        elif service == "migration":
            host, prefix = self._domain or self._migration(), f"/{self.bucket_name(bucket)}"
        elif self._domain is not None and service == "cos":
            self.bucket_name(bucket)
            host = self._domain
        elif at.is_path_style(endpoint := self._needed(endpoint, service)):
            host, prefix = endpoint, f"/{self.bucket_name(bucket)}"
        else:
            host = f"{self.bucket_name(bucket)}.{endpoint}"
        return at.address(self._scheme, self.authority or host, host, prefix)

    def _needed(self, endpoint: str | None, service: str) -> str:
        if endpoint is None and self._region:
            raise CosClientError(
                f"data processing is done by hosts of its own, and {self._endpoint} is one machine: "
                f"give Endpoint{service.title()} if it has it"
            )
        if endpoint is None:
            raise CosClientError("Region is missing: this call needs Region='ap-guangzhou' or another")
        return endpoint

    def _listing(self) -> str:
        """Where buckets are listed."""
        if not self._service_domain and self._endpoint and at.is_path_style(self._endpoint):
            return self._endpoint
        return (
            self._service_domain or f"service.cos.{'myqcloud.com' if self._enable_old_domain else 'tencentcos.cn'}"
        )

    def _migration(self) -> str:
        """Where objects are fetched from elsewhere; a local server does that itself."""
        if self._endpoint and at.is_path_style(self._endpoint):
            return self._endpoint
        if not self._region:
            raise CosClientError("Region is missing: this call needs Region='ap-guangzhou' or another")
        return f"{self._region}.migration.myqcloud.com"

    def _data_sets(self) -> str:
        """Where an account's data sets are: they belong to no bucket."""
        endpoint = self._needed(self._endpoint_ci, "ci")
        if at.is_path_style(endpoint):
            return endpoint
        if not self._appid:
            raise CosClientError("Appid is missing: data sets belong to an account, so give Appid='1250000000'")
        return f"{self._appid}.{endpoint}"

    def _vectors(self) -> str:
        """Where vectors are: hosts of their own, beside those of buckets."""
        if self._domain is not None:
            return self._domain
        if self._endpoint is not None and at.is_path_style(self._endpoint):
            raise CosClientError(
                f"vectors are kept by hosts of their own, and {self._endpoint} is one machine: "
                "give Domain='vectors.ap-guangzhou.coslake.com' or another if they are meant"
            )
        if not self._region:
            raise CosClientError(
                "Region is missing: vectors need Region='ap-guangzhou' or another, or their host as Domain"
            )
        return at.vectors(self._region)

    @property
    def authority(self) -> str | None:
        """The IP and port to connect to, if they were given."""
        if self._ip is None:
            return None
        address = f"[{self._ip}]" if ":" in self._ip else self._ip
        return address if self._port is None else f"{address}:{self._port}"

    def uri(
        self,
        bucket: str | None = None,
        path: str | None = None,
        endpoint: str | None = None,
        domain: str | None = None,
        useAppid: bool = False,
    ) -> str:
        """The URL of a bucket, or of a key in it; no signature."""
        endpoint = endpoint or self._endpoint or ""
        prefix = ""
        if domain or self._domain:
            host = domain or self._domain or ""
        elif bucket is None:
            host = f"{self._appid}.{endpoint}" if useAppid else endpoint
        elif at.is_path_style(endpoint):
            host, prefix = endpoint, f"/{self.bucket_name(bucket)}"
        else:
            host = f"{self.bucket_name(bucket)}.{endpoint}"
        key = "" if path is None else at.encoded_path(at.object_key(path))
        return f"{self._scheme}://{self.authority or host}{prefix}/{key}"

    def cos_vectors_uri(self, domain: str | None = None, path: str | None = None) -> str:
        """The URL of an operation on vectors, such as ``/GetVectors``; no signature."""
        if not path:
            raise CosClientError("path is missing: name the operation, such as '/GetVectors'")
        host = self.authority or domain or self._vectors()
        return f"{self._scheme}://{host}/{at.encoded_path(at.object_key(path))}"

    def get_host(self, Bucket: str | None = None, Appid: str | None = None) -> str | None:
        """The host of a bucket or of an account."""
        if Bucket is not None:
            return f"{self.bucket_name(Bucket)}.{self._endpoint}"
        return None if Appid is None else f"{Appid}.{self._endpoint}"
