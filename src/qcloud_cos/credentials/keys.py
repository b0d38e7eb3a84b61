"""Keys that the program itself has, for a provider that needs another's."""

from __future__ import annotations

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials.provider import Provider


class Keys(Provider):
    """These keys.  What holds them holds a secret: unlike other providers, it is pickled with them."""

    name = "the program's keys"

    def __init__(self, secret_id: str, secret_key: str, token: str | None = None) -> None:
        self._keys = Credentials(secret_id, secret_key, token, source=self.name)

    def look(self) -> Credentials:
        return self._keys

    def where(self) -> str:
        return "the program"


def holds_keys(provider: object) -> bool:
    """Whether keys of the program's are in it, or in a provider that it asks."""
    if isinstance(provider, Keys):
        return True
    if isinstance(provider, tuple | list):
        return any(holds_keys(one) for one in provider)
    return isinstance(provider, Provider) and any(map(holds_keys, provider.__getstate__().values()))
