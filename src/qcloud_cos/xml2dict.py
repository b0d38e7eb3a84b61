"""An import path of the published SDK, for programs that parse XML themselves.

The SDK reads XML in `qcloud_cos.core.xml`, without a tree of elements in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Xml2Dict"]


class Xml2Dict(dict[str, Any]):
    """An element's attributes and children as a dict; an element without any is ``{tag: text}``.

    A child that comes twice becomes a list.  A namespace stays in front of its names, in braces.
    """

    def __init__(self, parent_node: Element) -> None:
        super().__init__(parent_node.items())
        if not len(parent_node):
            self.updateDict({parent_node.tag: parent_node.text})
        for child in parent_node:
            self.updateDict({child.tag: _value(child)})

    def updateDict(self, aDict: Mapping[str, Any]) -> None:
        """Add to it; a name that is there already holds a list from then on."""
        for name, value in aDict.items():
            if name not in self:
                self[name] = value
            elif isinstance(self[name], list):
                self[name].append(value)
            else:
                self[name] = [self[name], value]


def _value(element: Element) -> Any:
    if len(element):
        return Xml2Dict(element)
    if element.items():
        text = {element.tag: element.text} if element.text else {}
        return {**dict(element.items()), **text}
    return element.text
