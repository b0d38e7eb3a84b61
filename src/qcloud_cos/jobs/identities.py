"""Who signs, as a description without keys: each worker looks its own keys up by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from qcloud_cos.config import CosConfig
from qcloud_cos.credentials import AssumeRole, CvmRole, Environment, Profile, Provider, WebIdentity
from qcloud_cos.credentials.usual import UsualPlaces
from qcloud_cos.errors import CosClientError

Description = dict[str, Any]
_ADVICE = (
    "give a Profile, an Environment, a CvmRole, a WebIdentity or an AssumeRole of these, or the name of a "
    "function that workers can import and that returns a provider: credentials='package.module:function'"
)

_NOT_BY_CHANCE = dict.fromkeys(
    ("COS_SECURITY_TOKEN", "COS_SESSION_TOKEN", "TENCENTCLOUD_ROLE_ARN", "TENCENTCLOUD_ASSUME_ROLE_ARN"), ""
)
"""A token or a role that is in the environment is not meant for keys that a program has."""


def described(config: CosConfig) -> tuple[Description, dict[str, str]]:
    """The description; and the variables by which workers on this machine get keys that the program itself has.

    Raises:
        CosClientError: keys are from where no worker could look them up.
    """
    if config._anonymous:
        return {"kind": "anonymous"}, {}
    if config._secret_id:
        keys = config.credentials()
        assert keys is not None  # noqa: S101 - a SecretId was given
        variables = {"COS_SECRET_ID": keys.secret_id, "COS_SECRET_KEY": keys.secret_key}
        return {"kind": "environment"}, {**_NOT_BY_CHANCE, **variables, "COS_TOKEN": keys.token or ""}
    return _of_provider(config._credential_inst), {}


def _of_provider(given: Any) -> Description:
    if isinstance(given, UsualPlaces):
        return {"kind": "usual"}
    simple: dict[type, str] = {Environment: "environment", WebIdentity: "web-identity"}
    if type(given) in simple:
        return {"kind": simple[type(given)]}
    if type(given) is Profile:
        return {"kind": "profile", "name": given._name}
    if type(given) is CvmRole:
        return {"kind": "metadata", "role": given._role_name}
    if type(given) is AssumeRole:
        role = given._role._asdict()
        return {"kind": "role", "role": role, "source": _of_provider(given._source)}
    raise CosClientError(
        f"a job's workers cannot look up keys by a {type(given).__name__} of this program: {_ADVICE}"
    )


def own_arguments(config: CosConfig) -> dict[str, Any]:
    """The arguments of CosConfig for clients of this process, which may have the configuration's own keys."""
    if config._anonymous:
        return {"Anonymous": True}
    if config._secret_id:
        return {"SecretId": config._secret_id, "SecretKey": config._secret_key, "Token": config._token}
    return {"CredentialInstance": config._credential_inst}


def importable(name: str) -> Description:
    """That of a function by its name, ``package.module:function``.

    Raises:
        CosClientError: there is no such function.
    """
    _called(name)
    return {"kind": "function", "name": name}


def credential_arguments(description: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of CosConfig that say the same.

    Raises:
        CosClientError: it is no description.
    """
    if description.get("kind") == "anonymous":
        return {"Anonymous": True}
    return {"CredentialInstance": _provider(description)}


def _provider(description: Mapping[str, Any]) -> Provider:
    made: dict[str, Callable[[], Any]] = {
        "environment": Environment,
        "usual": _usual,
        "web-identity": WebIdentity,
        "profile": lambda: Profile(description.get("name")),
        "metadata": lambda: CvmRole(description.get("role")),
        "role": lambda: _role(description),
        "function": lambda: _called(str(description.get("name")))(),
    }
    kind = description.get("kind")
    if kind not in made:
        raise CosClientError(f"credentials of the kind {kind!r} are not known here: {', '.join(made)}")
    found = made[kind]()
    if not isinstance(found, Provider):
        raise CosClientError(f"{description} gives a {type(found).__name__}, which is no provider of credentials")
    return found


def _usual() -> Provider:
    from qcloud_cos.credentials import usual

    return usual.shared()


def _role(description: Mapping[str, Any]) -> Provider:
    said = dict(description.get("role") or {})
    arn = str(said.pop("arn", ""))
    return AssumeRole(arn, _provider(description.get("source") or {"kind": "usual"}), **said)


def _called(name: str) -> Any:
    module, colon, attribute = name.partition(":")
    try:
        if not colon:
            raise AttributeError("a colon is missing")
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise CosClientError(
            f"{name!r} cannot be imported: it is written package.module:function ({error})"
        ) from error
