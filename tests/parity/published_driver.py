"""Runs calls on the published SDK, in a process of its own: both are called qcloud_cos.

A line of JSON asks for a call, a line answers with its requests and its result.  Nothing is sent: the
requests stop at a transport adapter, where they are final, and get the answer that the case wrote.
"""

from __future__ import annotations

import inspect
import io
import logging
import sys
import time
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from . import spoken
from .spoken import NOW, Record

time.time = lambda: NOW
time.sleep = lambda seconds: None
logging.disable(logging.CRITICAL)

# By name, since type checkers would take this for the package under test.
published: Any = import_module("qcloud_cos")
requests: Any = import_module("requests")
urllib3: Any = import_module("urllib3")
CLIENTS: list[Any] = [
    published.CosS3Client,
    published.AIRecognitionClient,
    published.MetaInsightClient,
    published.CosVectorsClient,
    import_module("qcloud_cos.intelligent_speech").IntelligentSpeechClient,
]


class Recorder(requests.adapters.BaseAdapter):  # type: ignore[misc]
    def __init__(self, script: list[list[Any]]) -> None:
        super().__init__()
        self.script = script
        self.seen: list[dict[str, Any]] = []

    def send(self, request: Any, timeout: Any = None, **_: Any) -> Any:
        body = request.body
        if body is None:
            body = b""
        elif isinstance(body, str):
            body = body.encode()
        elif not isinstance(body, bytes):
            body = b"".join(piece.encode() if isinstance(piece, str) else piece for piece in body)
        headers = {_text(name): _text(value) for name, value in request.headers.items()}
        seen = {"method": request.method, "url": request.url, "headers": headers}
        self.seen.append({**seen, "body": spoken.summed(body), "timeout": timeout})
        status, fields, content = spoken.reply(self.script, request.method, request.url, headers)
        if not status:
            raise requests.ConnectionError("the connection broke")
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(b"" if request.method == "HEAD" else content),
            headers=fields,
            status=status,
            request_method=request.method,
            preload_content=False,
        )
        return requests.adapters.HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        pass


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def done(
    method: str,
    arguments: dict[str, Any],
    config: dict[str, Any],
    script: list[list[Any]],
    retry: int,
    then: str,
) -> Record:
    recorder = Recorder(script)
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", recorder)
    session.mount("http://", recorder)
    given = {name: spoken.made(value) for name, value in arguments.items()}
    result = told = None
    try:
        kind = next(each for each in CLIENTS if hasattr(each, method))
        client = kind(published.CosConfig(**config), retry=retry, session=session)
        result = getattr(client, method)(**given)
        result = spoken.read(result, then)
    except Exception as error:
        result = spoken.salvaged(result)
        told = spoken.told(error, published.CosClientError, published.CosServiceError)
    found = spoken.witnessed(result, given)
    spoken.closed(given)
    _forget()
    return Record(recorder.seen, found, told)


def _methods() -> list[tuple[str, Any]]:
    """Of all clients; the first one that has a name is whose method it is."""
    return [found for kind in reversed(CLIENTS) for found in inspect.getmembers(kind, inspect.isfunction)]


@cache
def _defaults() -> list[dict[str, Any]]:
    methods = [method for _, method in _methods()]
    methods.append(import_module("qcloud_cos.cos_auth").CosRtmpAuth.__init__)
    defaults = [default for method in methods for default in method.__defaults__ or ()]
    return [default for default in defaults if isinstance(default, dict)]


def _forget() -> None:
    """Dicts that are defaults of parameters keep what one call wrote into them for all that follow."""
    for default in _defaults():
        default.clear()


def signatures() -> dict[str, list[list[Any]]]:
    """The parameters of each method, and whether each has a default."""
    methods = [*_methods(), ("CosConfig", published.CosConfig)]
    return {
        name: [
            [parameter.name, parameter.default is not parameter.empty]
            for parameter in inspect.signature(method).parameters.values()
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        for name, method in methods
    }


def surface() -> dict[str, dict[str, tuple[str, list[str]]]]:
    """By module the names that programs find in it: where each is defined, and if it is a class its attributes."""
    modules = [import_module(f"qcloud_cos.{each.name}") for each in iter_modules(published.__path__)]
    return {module.__name__: _names(module) for module in [published, *modules]}


def _names(module: Any) -> dict[str, tuple[str, list[str]]]:
    return {
        name: (home, [each for each in dir(value) if not each.startswith("_")] if inspect.isclass(value) else [])
        for name, value in vars(module).items()
        if not name.startswith("_") and (home := str(getattr(value, "__module__", ""))).startswith("qcloud_cos")
    }


def main() -> None:
    out, sys.stdout = sys.stdout, sys.stderr
    out.write(
        spoken.line([published.__file__, import_module("qcloud_cos.version").__version__, signatures(), surface()])
    )
    out.flush()
    for asked in sys.stdin:
        out.write(spoken.line(done(*spoken.parsed(asked))))
        out.flush()


if __name__ == "__main__":
    main()
