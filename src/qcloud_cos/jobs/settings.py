"""What a job's clients are like, in JSON: everything of a CosConfig but keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.config import CosConfig
from qcloud_cos.core import endpoint as at
from qcloud_cos.errors import CosClientError

_PLAIN = {
    "Appid": "_appid",
    "Region": "_region",
    "Scheme": "_scheme",
    "IP": "_ip",
    "Port": "_port",
    "Domain": "_domain",
    "ServiceDomain": "_service_domain",
    "Timeout": "_timeout",
    "UA": "_ua",
    "KeepAlive": "_keep_alive",
    "SignHost": "_sign_host",
    "SignParams": "_sign_params",
    "EnableOldDomain": "_enable_old_domain",
    "EnableInternalDomain": "_enable_internal_domain",
    "AutoSwitchDomainOnRetry": "_auto_switch_domain_on_retry",
    "VerifySSL": "_verify_ssl",
    "SSLCert": "_ssl_cert",
}
_USUAL: dict[str, Any] = {
    **dict.fromkeys(_PLAIN),
    **dict.fromkeys(("KeepAlive", "SignHost", "SignParams", "EnableOldDomain", "EnableInternalDomain"), True),
    "AutoSwitchDomainOnRetry": False,
}
_SIMULTANEOUS = 256
"""Idle connections that are kept: no fewer than objects at once."""


def described(config: CosConfig) -> dict[str, Any]:
    """The arguments that are not as usual, and no keys.

    Raises:
        CosClientError: something that does not go into JSON without a secret.
    """
    found = {name: getattr(config, attribute) for name, attribute in _PLAIN.items()}
    if config._endpoint != _regional(config):
        found["Endpoint"] = config._endpoint
    if config._proxies:
        if any("@" in proxy for proxy in config._proxies.values()):
            raise CosClientError(
                "a proxy's password does not go into a job: set HTTPS_PROXY in the environment of the workers"
            )
        found["Proxies"] = dict(config._proxies)
    return {name: value for name, value in found.items() if value != _USUAL.get(name)}


def _regional(config: CosConfig) -> str | None:
    if not config._region:
        return None
    return at.regional(config._region, "cos", config._enable_old_domain, config._enable_internal_domain)


def config_of(settings: Mapping[str, Any], who: Mapping[str, Any], region: str = "") -> CosConfig:
    """The configuration again, of another region if one is named; `who` are the arguments that say who signs.

    Raises:
        CosClientError: the settings cannot be.
    """
    arguments: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()
    }
    endpoint = arguments.get("Endpoint")
    if region and not (endpoint and at.is_path_style(endpoint)):  # a local server has all regions in one place
        arguments.pop("Endpoint", None)
        arguments["Region"] = region
    return CosConfig(**arguments, PoolMaxSize=_SIMULTANEOUS, **who)
