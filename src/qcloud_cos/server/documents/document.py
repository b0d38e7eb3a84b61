"""A kind of configuration, as a row of a table: its form, its limits, and what is said when it is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from qcloud_cos.core import xml
from qcloud_cos.server.documents.shapes import Element
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Bucket, Changes

Check = Callable[[dict[str, Any]], None]
CheckHere = Callable[[dict[str, Any], Changes, Bucket], None]


class Target(NamedTuple):
    bucket: str
    prefix: str


def nothing_more(content: dict[str, Any]) -> None:
    """The form says it all."""


@dataclass(frozen=True, slots=True)
class Document:
    subresource: str
    root: str
    form: Element
    missing: str = ""
    """The code when there is none; empty if an empty element is the answer."""
    check: Check = nothing_more
    """What the form cannot say.  It may also put the content as COS puts it."""
    here: CheckHere | None = None
    """What depends on the bucket, and on others."""
    methods: tuple[str, ...] = ("PUT", "GET", "DELETE")
    name: str = ""
    """In the names of operations, where it is not the sub-resource's."""
    stored: int = 200
    """The status of a PUT."""
    empty_removes: bool = False
    """A PUT without a body is how it is deleted."""
    largest: int = 64 * 1024
    behaves: bool = False
    """The server acts by it.  Else it is checked, kept and given back, and nothing more."""
    shown: Callable[[Bucket], dict[str, str]] | None = None
    """Headers of a GET."""
    targets: Callable[[dict[str, Any]], list[Target]] | None = None
    """Where it has objects written to, which whoever puts it must be allowed to do."""
    since: str = ""
    """The header of a GET that says when it was put."""

    @property
    def operations(self) -> dict[str, str]:
        """The operation of each method."""
        name = self.name or self.subresource.replace("-", "_")
        return {method: f"{method.lower()}_bucket_{name}" for method in self.methods}

    def content(self, body: bytes) -> dict[str, Any]:
        """What was understood of a body.

        Raises:
            Refusal: MalformedXML, InvalidArgument, or a code of this kind of document.
        """
        try:
            found = xml.parse(body, root=self.root)
        except xml.MalformedXML as error:
            raise Refusal("MalformedXML", f"The {self.root} is not valid: {error}") from None
        if found.keys() == {self.root}:  # the root itself: it has no elements
            found = found[self.root]
        content = self.form.read(found, self.root)
        self.check(content)
        return content

    def text(self, content: dict[str, Any] | None = None) -> str:
        """As it is kept and shown."""
        return xml.element(self.root, content)

    def normalised(self, body: bytes) -> str:
        """A body as it is kept: what was understood of it, and nothing else."""
        return self.text(self.content(body))
