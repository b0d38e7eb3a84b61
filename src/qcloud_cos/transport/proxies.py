"""The way to an origin: straight, or through a proxy."""

from __future__ import annotations

import base64
import os
import socket
from typing import Any, NamedTuple

from qcloud_cos.core.wire import Origin, Request
from qcloud_cos.errors import ConnectFailed
from qcloud_cos.transport.bodies import Plan
from qcloud_cos.transport.http1 import request_head
from qcloud_cos.transport.options import Options

_PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}


class Proxy(NamedTuple):
    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    def __str__(self) -> str:
        """Without the password: this goes into messages."""
        return f"{self.scheme}://{self.host}:{self.port}"


class Route(NamedTuple):
    """How requests to one origin travel."""

    proxy: Proxy | None = None
    prefix: str = ""
    """What an HTTP proxy wants before the target."""
    headers: tuple[str, ...] = ()
    """Lines for every request's head."""

    def head(self, request: Request, plan: Plan) -> bytes:
        target = self.prefix + request.target
        return request_head(request.method, target, request.headers, *plan.framing, *self.headers)

    @property
    def tunnels(self) -> bool:
        """The proxy passes bytes on without reading them."""
        return self.proxy is not None and not self.prefix

    def next_hop(self, origin: Origin) -> tuple[str, int]:
        """Host and port to connect to, where the proxy does not tunnel."""
        return self.proxy[1:3] if self.proxy else (origin.host.strip("[]"), origin.port)

    def connect(self, origin: Origin, patience: float | None) -> socket.socket:
        if self.proxy is None or not self.tunnels:
            return socket.create_connection(self.next_hop(origin), patience)
        try:
            from python_socks.sync import Proxy as Tunnel
        except ImportError as error:
            raise missing(self.proxy) from error
        tunnel = Tunnel(*tunnel_arguments(self.proxy))
        try:
            sock: socket.socket = tunnel.connect(origin.host.strip("[]"), origin.port, timeout=patience)
        except TimeoutError:
            raise
        except Exception as error:
            raise refused(self.proxy, origin, error) from error
        return sock


def missing(proxy: Proxy) -> ConnectFailed:
    return ConnectFailed(f"the proxy {proxy} needs: pip install 'cos-python-sdk-v5[proxy]'")


def refused(proxy: Proxy, origin: Origin, error: Exception) -> ConnectFailed:
    return ConnectFailed(f"the proxy {proxy} does not connect to {origin.host}:{origin.port}: {error}")


def tunnel_arguments(proxy: Proxy) -> tuple[Any, ...]:
    """What python-socks' Proxy classes take: kind, host, port, user, password, and who asks DNS."""
    from python_socks import ProxyType

    kinds = {"http": ProxyType.HTTP, "socks4": ProxyType.SOCKS4, "socks5": ProxyType.SOCKS5}
    scheme = proxy.scheme
    remote_dns = {"h": True, "a": True}.get(scheme[-1], scheme == "http")
    return kinds[scheme.rstrip("ha")], proxy.host, proxy.port, proxy.user, proxy.password, remote_dns


class Routes:
    """The routes of one transport, each looked up once."""

    def __init__(self, options: Options) -> None:
        self._proxies = options.proxies
        self._headers = () if options.keep_alive else ("Connection: close",)
        self._known: dict[Origin, Route] = {}

    def to(self, origin: Origin) -> Route:
        route = self._known.get(origin)
        if route is None:
            route = self._known[origin] = self._find(origin)
        return route

    def _find(self, origin: Origin) -> Route:
        if self._proxies is None:
            url = _from_environment(origin)
        else:
            scheme, host, _ = origin
            keys = f"{scheme}://{host}", scheme, f"all://{host}", "all"
            url = next((self._proxies[key] for key in keys if self._proxies.get(key)), None)
        return _route(origin, url, self._headers)


def _route(origin: Origin, url: str | None, headers: tuple[str, ...]) -> Route:
    if not url:
        return Route(None, "", headers)
    proxy = _parsed(url)
    if origin.scheme == "https" or proxy.scheme != "http":
        return Route(proxy, "", headers)
    if proxy.user is not None:
        pair = base64.b64encode(f"{proxy.user}:{proxy.password or ''}".encode()).decode()
        headers += (f"Proxy-Authorization: Basic {pair}",)
    usual = origin.port == 80
    return Route(proxy, f"http://{origin.host}{'' if usual else f':{origin.port}'}", headers)


def _parsed(url: str) -> Proxy:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or parts.scheme == "https" or not parts.hostname or port == 0:
        where = f"{parts.scheme}://{parts.hostname}"
        raise ConnectFailed(f"Proxies: {where} is no proxy we can use; give http, socks4 or socks5://host:port")
    user = None if parts.username is None else unquote(parts.username)
    password = None if parts.password is None else unquote(parts.password)
    return Proxy(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password)


def _from_environment(origin: Origin) -> str | None:
    url = _variable(f"{origin.scheme}_proxy") or _variable("all_proxy")
    return None if not url or _excepted(origin) else url


def _variable(name: str) -> str | None:
    # In a CGI program HTTP_PROXY is the request's Proxy header: whoever asks would choose our proxy.
    upper = None if name == "http_proxy" and "REQUEST_METHOD" in os.environ else os.environ.get(name.upper())
    return os.environ.get(name) or upper


def _excepted(origin: Origin) -> bool:
    """no_proxy names it: a host, a domain with all below it, host:port, a network, or * for all."""
    host = origin.host.strip("[]").lower()
    for raw in (_variable("no_proxy") or "").split(","):
        entry = raw.strip().lower()
        if entry == "*" or entry == f"{host}:{origin.port}":
            return True
        name = entry.lstrip(".")
        if name and (host == name or host.endswith(f".{name}")):
            return True
        if "/" in entry and _within(host, entry):
            return True
    return False


def _within(host: str, network: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


async def tunnel(route: Route, origin: Origin) -> socket.socket:
    """A connected socket to the origin, through the route's proxy, for asyncio."""
    proxy = route.proxy
    assert proxy is not None  # noqa: S101 - a route that tunnels has one
    try:
        from python_socks.async_.asyncio import Proxy as Tunnel
    except ImportError as error:
        raise missing(proxy) from error
    tunnel = Tunnel(*tunnel_arguments(proxy))
    try:
        # The caller's timeout ends it sooner; python-socks' own default would cut a longer one.
        sock: socket.socket = await tunnel.connect(origin.host.strip("[]"), origin.port, timeout=10**9)
    except TimeoutError:
        raise
    except Exception as error:
        raise refused(proxy, origin, error) from error
    return sock
