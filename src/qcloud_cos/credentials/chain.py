"""The places where programs usually find keys, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials.environment import Environment
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

    def __init__(self, providers: Sequence[Provider] | None = None) -> None:
        self._providers = tuple(usual() if providers is None else providers)

    def find(self) -> Finding:
        steps: list[Step] = []
        found = yield from self.search(steps)
        if isinstance(found, Absent):
            raise NoCredentials(f"{HINT} {'; '.join(f'{step.provider} ({step.why})' for step in steps)}")
        return found

    def search(self, steps: list[Step]) -> Finding:
        """Note in `steps` what each of them says."""
        found: Credentials | Absent = Absent("there are no providers")
        for provider in self._providers:
            if isinstance(found, Credentials):
                steps.append(Step(provider.name, "not asked", "keys were found before", provider.where()))
                continue
            try:
                found = yield from provider.find()
            except CredentialsError as error:
                steps.append(Step(provider.name, "failed", str(error), provider.where()))
                raise
            if isinstance(found, Credentials):
                steps.append(Step(provider.name, "found", found.described(), provider.where()))
            else:
                steps.append(Step(provider.name, "not found", found.why, provider.where()))
        return found


def usual() -> Sequence[Provider]:
    return (Environment(),)
