"""The places where programs usually find keys, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials.explanation import Step
from qcloud_cos.credentials.provider import Absent, Finding, Provider
from qcloud_cos.errors import CredentialsError, NoCredentials

HINT = (
    "no SecretId and SecretKey were given, and none were found; give them to CosConfig, or set COS_SECRET_ID and "
    "COS_SECRET_KEY, or say Anonymous=True.  Looked at"
)


class Chain(Provider):
    """The first of several providers that has keys.  One that should have them and fails ends the search:
    somebody else's keys, further down, would be a surprise.
    """

    name = "the usual places"

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._providers = tuple(providers)

    def find(self) -> Finding:
        steps: list[Step] = []
        found = yield from self.search(steps)
        if isinstance(found, Absent):
            raise NoCredentials(f"{HINT} {'; '.join(f'{step.provider} ({step.why})' for step in steps)}")
        return found

    def search(self, steps: list[Step]) -> Finding:
        found: Credentials | Absent = Absent("there are no providers")
        for number, provider in enumerate(self._providers):
            try:
                found = yield from provider.search(steps)
            except CredentialsError:
                self._skip(number, steps, "the search ended before")
                raise
            if isinstance(found, Credentials):
                self._skip(number, steps, "keys were found before")
                break
        return found

    def _skip(self, number: int, steps: list[Step], why: str) -> None:
        for provider in self._providers[number + 1 :]:
            steps += [Step(part.name, "not asked", why, part.where()) for part in provider.parts()]

    def parts(self) -> Sequence[Provider]:
        return [part for provider in self._providers for part in provider.parts()]

    def where(self) -> str:
        return "; ".join(provider.where() for provider in self._providers)
