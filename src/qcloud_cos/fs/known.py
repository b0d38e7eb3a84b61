"""Keys and configurations that were given to a file system: in this process only, under names that say nothing.

fsspec keeps the arguments of every instance, compares them by their text, and writes them into pickles and
JSON.  Here they hold a name instead.  A forked child knows the name, too.  Elsewhere, what is pickled takes
along where COS is, and the keys are looked for there.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any, NamedTuple

from fsspec.spec import AbstractFileSystem

from qcloud_cos import CosConfig
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.errors import CosClientError

_SECRETS = {"secret_id": "SecretId", "secret_key": "SecretKey", "token": "Token"}
_nonce = secrets.token_bytes(16)
_known: dict[str, Given] = {}


class Given(NamedTuple):
    config: CosConfig | None
    keys: dict[str, Any]
    """Arguments of `CosConfig`."""


def remembered(options: dict[str, Any]) -> dict[str, Any]:
    """The options with a name, `given`, in place of keys and of a configuration.

    Raises:
        CosClientError: there are both.
    """
    config = options.get("config")
    keys = {theirs: options[ours] for ours, theirs in _SECRETS.items() if options.get(ours) is not None}
    rest = {name: value for name, value in options.items() if name != "config" and name not in _SECRETS}
    if config is None and not keys:
        return rest
    if config is not None and not isinstance(config, CosConfig):
        raise TypeError(f"config must be a CosConfig, not {type(config).__name__}")
    if config is not None and (
        more := {*keys, *rest} & {*_SECRETS.values(), "region", "endpoint", "scheme", "anon"}
    ):
        raise CosClientError(f"config says everything already: leave out {', '.join(sorted(more))}")
    what = f"config {id(config)}" if config is not None else repr(sorted(keys.items()))
    name = hmac.new(_nonce, what.encode(), "sha256").hexdigest()
    _known.setdefault(name, Given(config, keys))
    return {**rest, "given": name}


def recalled(name: str | None) -> Given:
    return _known.get(name, Given(None, {})) if name else Given(None, {})


class Instances(type(AbstractFileSystem)):  # type: ignore[misc]
    """Makes instances of arguments without secrets."""

    @forgetful
    def __call__(cls, *args: Any, **options: Any) -> Any:
        return super().__call__(*args, **remembered(options))


def received(kind: Any, options: dict[str, Any], config: CosConfig | None) -> Any:
    """What was pickled: with the keys it had, if this is the process it comes from, or a fork of it."""
    name = options.get("given")
    if name and config is not None:
        _known.setdefault(name, Given(config, {}))  # for all that come under this name
    return kind(**options)
