"""CosConfig: who is calling, where, and how patiently."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from weakref import ref

from qcloud_cos.core import endpoint as at
from qcloud_cos.core.addressing import Addressing
from qcloud_cos.core.identity import NAMES, Credentials, Lent, Source, blocking, shortened
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.errors import CosClientError
from qcloud_cos.version import __version__

LARGEST_SINGLE_COPY = 5 * 1024**3
_alive: dict[int, ref[CosConfig]] = {}
"""All there are, by `id`."""


class CosConfig(Addressing):
    """Everything a client needs to know.  The names and their order are those of the published SDK.

    Args:
        Appid: the account's number; with it ``test01`` is short for ``test01-1250000000``.
        Region: such as ``ap-guangzhou``; if not given, and no Endpoint and no Domain, the environment's or
            the profile's.
        SecretId, SecretKey: the key pair; ``Secret_id`` and ``Access_id`` are older names for it.
        Token: goes with a temporary key pair.
        CredentialInstance: an object with ``secret_id``, ``secret_key`` and ``token``, asked every time;
            or one of `qcloud_cos.credentials`.  Without it and without keys, these are looked for.
        Scheme: ``https`` (default) or ``http``.
        Timeout: seconds without progress before a request fails, 30 if not given; or (connect, read).
        Endpoint: instead of a region, such as ``cos.accelerate.myqcloud.com``.  With an address or
            ``localhost``, and a port if need be, the bucket goes into the path: so is a local server reached.
        IP, Port: connect there, whatever the host is called.
        Anonymous: sign nothing.
        UA: the User-Agent header.
        Proxies: such as ``{"https": "http://proxy:3128"}``; the environment's are used if not given.
        Domain: the bucket's own domain; for vectors, their host.
        ServiceDomain: where buckets are listed.
        KeepAlive: keep connections open for the next request.
        PoolConnections: taken for compatibility, without effect.
        PoolMaxSize: connections to one host that are kept open while idle.
        AllowRedirects: taken for compatibility.  A redirect is an error, as its signature would be wrong.
        SignHost, SignParams: whether the host and the query are part of signatures.
        EndpointCi, EndpointPic: the data processing hosts.
        EnableOldDomain: ``myqcloud.com`` (default) rather than ``tencentcos.cn``.
        EnableInternalDomain: with the new domain, its address within Tencent Cloud.
        AutoSwitchDomainOnRetry: try ``tencentcos.cn`` when ``myqcloud.com`` does not answer as COS.
        VerifySSL: False to accept any certificate, or the path of a CA bundle.
        SSLCert: a client certificate: one path, or (certificate, key).

    Raises:
        CosClientError: names the argument that is missing or wrong.
    """

    @forgetful
    def __init__(
        self,
        Appid: str | int | None = None,
        Region: str | None = None,
        SecretId: str | None = None,
        SecretKey: str | None = None,
        Token: str | None = None,
        CredentialInstance: Any = None,
        Scheme: str | None = None,
        Timeout: float | tuple[float | None, float | None] | None = None,
        Access_id: str | None = None,
        Access_key: str | None = None,
        Secret_id: str | None = None,
        Secret_key: str | None = None,
        Endpoint: str | None = None,
        IP: str | None = None,
        Port: int | str | None = None,
        Anonymous: bool | None = None,
        UA: str | None = None,
        Proxies: Mapping[str, str] | None = None,
        Domain: str | None = None,
        ServiceDomain: str | None = None,
        KeepAlive: bool = True,
        PoolConnections: int = 10,
        PoolMaxSize: int = 10,
        AllowRedirects: bool = False,
        SignHost: bool = True,
        EndpointCi: str | None = None,
        EndpointPic: str | None = None,
        EnableOldDomain: bool = True,
        EnableInternalDomain: bool = True,
        SignParams: bool = True,
        AutoSwitchDomainOnRetry: bool = False,
        VerifySSL: bool | str | None = None,
        SSLCert: str | tuple[str, str] | None = None,
    ) -> None:
        self._addresses = {}
        self._given: Credentials | None = None
        self._appid = str(Appid) if Appid else None
        self._ip, self._port = IP, Port
        self._domain, self._service_domain = Domain, ServiceDomain
        self._enable_old_domain, self._enable_internal_domain = EnableOldDomain, EnableInternalDomain
        self._auto_switch_domain_on_retry = AutoSwitchDomainOnRetry
        self._settle_place(Region, Endpoint, Scheme)
        self._endpoint_ci = EndpointCi or self._endpoint_of("ci")
        self._endpoint_pic = EndpointPic or self._endpoint_of("pic")

        pairs = (SecretId, SecretKey), (Secret_id, Secret_key), (Access_id, Access_key)
        self._settle_keys(pairs, Token, CredentialInstance, bool(Anonymous))
        self._sign_host, self._sign_params = SignHost, SignParams

        self._timeout = Timeout
        self._ua = UA
        self._proxies = Proxies
        self._keep_alive = KeepAlive
        self._pool_connections, self._pool_maxsize = PoolConnections, PoolMaxSize
        self._allow_redirects = AllowRedirects
        self._verify_ssl, self._ssl_cert = VerifySSL, SSLCert
        self._copy_part_threshold_size = LARGEST_SINGLE_COPY

    def _settle_place(self, region: str | None, endpoint: str | None, scheme: str | None) -> None:
        if endpoint is None and self._domain is None:
            region, endpoint, scheme = _from_surroundings(region, scheme, self._ip)
        self._region = region
        self._scheme, self._endpoint = _scheme_and_endpoint(scheme, endpoint)
        if self._endpoint is None and self._domain is None:
            if not region:
                raise CosClientError(
                    "Region is missing: give Region='ap-guangzhou' or another, or an Endpoint; or set COS_REGION"
                )
            self._endpoint = at.regional(region, "cos", self._enable_old_domain, self._enable_internal_domain)

    def _settle_keys(
        self, pairs: tuple[tuple[str | None, str | None], ...], token: str | None, given: Any, anonymous: bool
    ) -> None:
        self._secret_id, self._secret_key = _first_pair(*pairs)
        self._token = _text_secret("Token", token) or None
        self._anonymous = anonymous
        self._credential_inst = self._source_for(None if self._secret_id else given, pairs, self._token)
        _noted(self)

    def __setattr__(self, name: str, value: Any) -> None:
        # Programs assign `_scheme`, `_endpoint`, ...: what was worked out from them is forgotten.
        self.__dict__[name] = value
        if name != "_addresses" and self.__dict__.get("_addresses"):
            self.__dict__["_addresses"] = {}

    def __repr__(self) -> str:
        if self._anonymous:
            who = "anonymous"
        elif self._secret_id:
            who = shortened(self._secret_id)
        else:
            who = f"by {type(self._credential_inst).__name__}"
        return f"<CosConfig {who} at {self._scheme}://{self._ip or self._domain or self._endpoint}>"

    def __copy__(self) -> CosConfig:
        return self._with(self.__dict__)

    def __deepcopy__(self, memo: dict[int, Any]) -> CosConfig:
        from copy import deepcopy

        return self._with(deepcopy(self.__dict__, memo))

    def _with(self, attributes: Mapping[str, Any]) -> CosConfig:
        made: CosConfig = type(self).__new__(type(self))
        made.__dict__.update(attributes)
        _noted(made)
        return made

    def __getstate__(self) -> dict[str, Any]:
        """Without the keys that it was given, unless it goes to a process that this one starts."""
        from qcloud_cos.credentials import left

        keys = self._own_keys()
        if keys is None or left.is_for_a_child():
            return self.__dict__
        nothing = dict.fromkeys(("_given", "_secret_id", "_secret_key", "_token"))
        stays = {"_credential_inst": left.left_behind(keys), "_left": left.leave(keys)}
        return {**self.__dict__, **nothing, **stays, "_addresses": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        _noted(self)
        if name := state.get("_left"):
            from qcloud_cos.credentials import left

            if keys := left.recalled(name):
                del self.__dict__["_left"]
                self._secret_id, self._secret_key, self._token = keys[:3]
                self._credential_inst = None

    @property
    def user_agent(self) -> str:
        return self._ua or f"cos-python-sdk-v{__version__}"

    def credentials(self) -> Credentials | None:
        """What to sign with now; None to sign nothing.  Waits where they have to be looked for.

        Raises:
            CredentialsError: none were found, or their source does not give them any more.
        """
        source = self.source
        if source is not None:
            return blocking(source.identify())
        return None if self._anonymous else self._own_keys()

    def _own_keys(self) -> Credentials | None:
        """Those that are in the configuration itself."""
        while True:
            secret_id, secret_key, token = self._secret_id, self._secret_key, self._token
            known = self._given
            if known is not None and known[0] is secret_id and known[1] is secret_key and known[2] is token:
                return known
            if not (secret_id and secret_key):
                return None
            # Half of one pair and half of another, if they were replaced meanwhile, is seen here the next time.
            self.__dict__["_given"] = Credentials(secret_id, secret_key, token, None, "the arguments of CosConfig")

    @property
    def source(self) -> Source | None:
        """Whom to ask for keys; None where there is nothing to ask: they were given, or nothing is signed."""
        given = self._credential_inst
        if given is None or self._secret_id or self._anonymous:
            return None
        source: Source = given.lease if _is_provider(given) else Lent(given, self._token)
        return source

    def set_ip_port(self, IP: str, Port: int | str | None = None) -> None:
        """Connect to this address from now on."""
        self._ip, self._port = IP, Port

    def set_credential(self, SecretId: str, SecretKey: str, Token: str | None = None) -> None:
        """Sign with these from now on, in every client that has this configuration."""
        secret_id, secret_key = _first_pair((SecretId, SecretKey))
        token = _text_secret("Token", Token) or None
        # All at once: another thread may be about to sign.
        self.__dict__.update(_secret_id=secret_id, _secret_key=secret_key, _token=token)

    def without_keys(self) -> CosConfig:
        """The same, to be sent elsewhere: keys that the program gave are looked for there.

        What says where keys are, such as a `Profile`, goes along.
        """
        from qcloud_cos.credentials import usual
        from qcloud_cos.credentials.keys import holds_keys

        copy = CosConfig.__new__(CosConfig)
        nothing = dict.fromkeys(("_given", "_secret_id", "_secret_key", "_token"))
        copy.__dict__.update({**self.__dict__, **nothing, "_addresses": {}})
        inst = self._credential_inst
        if not self._anonymous and (not _is_provider(inst) or holds_keys(inst)):
            copy._credential_inst = usual.shared(self._is_local())
        return copy

    def set_copy_part_threshold_size(self, size: int) -> None:
        """Copy objects from `size` bytes on in parts."""
        if size > 0:
            self._copy_part_threshold_size = size

    def convert_secret_value(self, value: str) -> str:
        return _text_secret("SecretId or SecretKey", value) or ""

    def _source_for(self, given: Any, pairs: tuple[tuple[Any, Any], ...], token: Any) -> Any:
        """Whom to ask for keys: the caller's, or a search where these usually are."""
        if self._secret_id or self._anonymous:
            return given
        if given is not None:
            missing = [name for name in NAMES if not hasattr(given, name)]
            if missing and not _is_provider(given):
                raise CosClientError(f"CredentialInstance has no attribute {', '.join(missing)}")
            return given
        # An empty SecretId is a mistake of the caller's: somebody else's keys must not be found instead.
        if any(value is not None for pair in pairs for value in pair) or token:
            raise CosClientError(
                "SecretId and SecretKey are missing: give both, or a CredentialInstance, or Anonymous=True; "
                "without any of these they are looked for where programs usually find them"
            )
        from qcloud_cos.credentials import usual  # files and networks are not for those who gave keys

        return usual.shared(self._is_local())

    def _is_local(self) -> bool:
        """Whether everything goes to this machine."""
        where = self._ip or self._endpoint
        return where is not None and self._domain is None and at.is_loopback(where)


def _is_provider(given: Any) -> bool:
    """It is of `qcloud_cos.credentials`.  Asked of its class: a mock has any attribute."""
    return hasattr(type(given), "lease")


def _from_surroundings(
    region: str | None, scheme: str | None, ip: str | None
) -> tuple[str | None, str | None, str | None]:
    """Region, endpoint and scheme, where arguments leave them open.

    An endpoint on this machine counts for a program that names its region, too: so is it tried locally.
    """
    endpoint = os.environ.get("COS_ENDPOINT") if ip is None else None
    if endpoint and (not region or at.is_loopback(endpoint)):
        return region, endpoint, None if "://" in endpoint else scheme
    if region:
        return region, None, scheme
    from qcloud_cos.credentials import addresses, profile  # files are not for those who said where

    if found := addresses.region():
        return found, None, scheme
    found, endpoint = profile.address()
    return found or None, endpoint or None, scheme


def _scheme_and_endpoint(scheme: str | None, endpoint: str | None) -> tuple[str, str | None]:
    if endpoint and "://" in endpoint:
        found, _, endpoint = endpoint.partition("://")
        scheme = scheme or found
    scheme = scheme or "https"
    if scheme not in ("http", "https"):
        raise CosClientError(f"Scheme must be 'http' or 'https', not {scheme!r}")
    return scheme, endpoint.rstrip("/") if endpoint else None


def _first_pair(*pairs: tuple[str | None, str | None]) -> tuple[str | None, str | None]:
    for secret_id, secret_key in pairs:
        if secret_id and secret_key:
            return _text_secret("SecretId", secret_id), _text_secret("SecretKey", secret_key)
    return None, None


def _text_secret(name: str, value: Any) -> str | None:
    if value is None:
        return None
    text = value.decode() if isinstance(value, bytes) else value
    if not isinstance(text, str):
        raise CosClientError(f"{name} must be a str, not {type(value).__name__}")
    if text != text.strip():
        raise CosClientError(f"{name} begins or ends with a space or a line break: remove it")
    return text


def _noted(config: CosConfig) -> None:
    number, alive = id(config), _alive
    alive[number] = ref(config, lambda _: alive.pop(number, None))


def _leave_keys() -> None:
    """Before a fork: a pool's workers get what is pickled later, and are to know the keys by their names."""
    if _alive:
        from qcloud_cos.credentials import left

        for each in list(_alive.values()):
            config = each()
            if config is not None and (keys := config._own_keys()):
                left.leave(keys)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_leave_keys)
