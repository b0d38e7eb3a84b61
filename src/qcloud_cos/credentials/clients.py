"""What a client's `credentials` can be asked: whose keys these are, and where they are from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from qcloud_cos.core.identity import Credentials, Identifying
from qcloud_cos.core.wire import local
from qcloud_cos.credentials.chain import Chain
from qcloud_cos.credentials.explanation import Explanation, Step
from qcloud_cos.credentials.lease import drive, network
from qcloud_cos.credentials.provider import Provider
from qcloud_cos.errors import CredentialsError

if TYPE_CHECKING:
    from qcloud_cos.config import CosConfig


class ClientCredentials:
    """Of a blocking client."""

    def __init__(self, conf: CosConfig) -> None:
        self._conf = conf

    def explain(self) -> Explanation:
        """Look for keys, and say of each place where they may be what came of it.  ``print`` the answer."""
        return explained(self._conf)

    def current(self) -> Credentials | None:
        """What the next request would be signed with; None if the client is anonymous.

        Raises:
            CredentialsError: there are none.
        """
        return self._conf.credentials()


class AsyncClientCredentials:
    """Of an async client."""

    def __init__(self, conf: CosConfig, drive: Callable[[Any], Awaitable[Any]]) -> None:
        self._conf = conf
        self._drive = drive

    async def explain(self) -> Explanation:
        """Look for keys, and say of each place where they may be what came of it.  ``print`` the answer."""
        explanation: Explanation = await self._drive(local(partial(explained, self._conf)))
        return explanation

    async def current(self) -> Credentials | None:
        """What the next request would be signed with; None if the client is anonymous.

        Raises:
            CredentialsError: there are none.
        """
        found: Credentials | None = await self._drive(_current(self._conf))
        return found


def _current(conf: CosConfig) -> Identifying[Credentials | None]:
    source = conf.source
    return conf.credentials() if source is None else (yield from source.identify())


def explained(conf: CosConfig) -> Explanation:
    """Each place in turn.  A provider is asked anew, whatever it gave before."""
    given = conf._credential_inst
    if conf._anonymous:
        return Explanation((Step("Anonymous", "found", "nothing is signed", "Anonymous=True"),))
    if not isinstance(given, Provider) or conf._secret_id:
        found = conf.credentials()
        assert found is not None  # noqa: S101 - neither anonymous nor a provider, so keys were given
        return Explanation((Step(found.source, "found", found.described(), "CosConfig"),))
    steps: list[Step] = []
    chain = given if isinstance(given, Chain) else Chain([given])
    with suppress(CredentialsError):  # it is in the steps
        drive(chain.search(steps), network())
    return Explanation(tuple(steps))
