"""A place where keys may be."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.wire import Send, Sleep
from qcloud_cos.credentials.explanation import Step
from qcloud_cos.errors import CredentialsError

if TYPE_CHECKING:
    from qcloud_cos.credentials.lease import Lease


class Absent(NamedTuple):
    """There are none; and why."""

    why: str


R = TypeVar("R")
Asking = Generator[Send | Sleep, Any, R]
"""Asks whoever drives it for the network."""
Finding = Asking[Credentials | Absent]


class Provider:
    """Says where keys are, and holds none: it may be pickled, and sent to other machines.

    Give one to ``CosConfig(CredentialInstance=...)``.  Keys that end are renewed before they do, once for
    all threads and tasks that use it.
    """

    name: ClassVar[str] = ""
    """In messages: "the environment"."""

    _lease: Lease | None = None

    def look(self) -> Credentials | Absent:
        """What is there, where no network is needed."""
        raise NotImplementedError

    def find(self) -> Finding:
        """What is there.

        Raises:
            CredentialsError: keys are meant to be there, and cannot be had.
        """
        yield from ()
        return self.look()

    def where(self) -> str:
        """The files, variables and addresses that it asks."""
        return ""

    def search(self, steps: list[Step]) -> Finding:
        """As `find`, noting in `steps` what came of it.

        Raises:
            CredentialsError: whatever went wrong.
        """
        try:
            found = yield from self.find()
        except Exception as error:
            failure = error if isinstance(error, CredentialsError) else CredentialsError(f"{self.name}: {error}")
            steps.append(Step(self.name, "failed", str(failure), self.where()))
            raise failure from error
        if isinstance(found, Credentials):
            steps.append(Step(self.name, "found", found.described(), self.where()))
        else:
            steps.append(Step(self.name, "not found", found.why, self.where()))
        return found

    def parts(self) -> Sequence[Provider]:
        """The providers that it consists of."""
        return (self,)

    @property
    def lease(self) -> Lease:
        """The keys of now."""
        if self._lease is None:
            from qcloud_cos.credentials.lease import Lease

            # Two threads at once: the first one's counts.
            self.__dict__.setdefault("_lease", Lease(self))
        assert self._lease is not None  # noqa: S101 - set just now, by this thread or another
        return self._lease

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_lease"}

    def __repr__(self) -> str:
        kept = self.__getstate__().items()
        shown = ", ".join(f"{name.lstrip('_')}={value!r}" for name, value in kept if value is not None)
        return f"{type(self).__name__}({shown})"
