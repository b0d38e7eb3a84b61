"""The way to an origin: straight, or through a proxy."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import NamedTuple

from qcloud_cos.core.wire import Origin


class Route(NamedTuple):
    prefix: str = ""
    headers: tuple[str, ...] = ()

    def connect(self, origin: Origin, patience: float | None) -> socket.socket:
        return socket.create_connection((origin.host, origin.port), patience)


class Routes:
    def __init__(self, proxies: Mapping[str, str] | None) -> None:
        self._proxies = proxies
        self._known: dict[Origin, Route] = {}

    def to(self, origin: Origin) -> Route:
        route = self._known.get(origin)
        if route is None:
            route = self._known[origin] = Route()
        return route
