"""A server of keys for a LocalCos: `with LocalIdentity(cos) as identity:`, in a thread of this process."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any

from qcloud_cos.server.accounts import Account, TemporaryCredentials
from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.identity.roles import LocalRole, Roles
from qcloud_cos.server.identity.tokens import Service

if TYPE_CHECKING:
    from qcloud_cos.server.local import LocalCos

METADATA = "/latest/meta-data/cam/security-credentials/"
LARGEST_BODY = 64 * 1024


class LocalIdentity:
    """Gives out keys that a LocalCos takes: by STS, and as a machine's metadata service does.

    Args:
        cos: whose accounts sign, and whose clock the keys end by.
        machine_role: the role that the metadata service has; None for none.
        seconds: how long the metadata service's keys last.
    """

    def __init__(self, cos: LocalCos, machine_role: str | None = None, seconds: int = 7200) -> None:
        self._cos = cos
        self._roles = Roles(cos.account.uin)
        self._seconds = seconds
        self._kept: tuple[float, dict[str, Any]] | None = None
        self._up: _Listener | None = None
        self.machine_role = machine_role
        self.asked: list[str] = []
        """What was asked for: an action of STS, or a path."""
        self.out_of_order = ""
        """An error code to refuse everything with, such as ``InternalError``."""

    def __enter__(self) -> LocalIdentity:
        self._up = _Listener(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        listener, self._up = self._up, None
        if listener is not None:
            listener.stop()

    @property
    def endpoint(self) -> str:
        if self._up is None:
            raise RuntimeError("LocalIdentity is not running: use it in a with statement")
        return f"http://127.0.0.1:{self._up.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which clients find it instead of the real ones."""
        return {"COS_STS_ENDPOINT": self.endpoint, "COS_METADATA_ENDPOINT": self.endpoint}

    def add_role(
        self, name: str, policy: Mapping[str, Any] | None = None, external_id: str | None = None
    ) -> LocalRole:
        """A role of the first account, which any account may assume; without a policy it may everything."""
        return self._roles.add(name, policy, external_id)

    def identity_token(self, role: LocalRole, provider: str = "local") -> str:
        """What a pod finds in the file of ``TKE_WEB_IDENTITY_TOKEN_FILE``."""
        return self._roles.token_for(role, provider)

    def sts(self, headers: Mapping[str, str], body: bytes) -> bytes:
        """The answer to a POST."""
        self.asked.append(headers.get("x-tc-action", ""))
        if self.out_of_order:
            error = {"Code": self.out_of_order, "Message": "Out of order."}
            return json.dumps({"Response": {"Error": error, "RequestId": "0"}}).encode()
        return Service(self._cos._accounts, self._roles, self._issue).answered(headers, body, time.time())

    def metadata(self, path: str) -> tuple[int, bytes]:
        """Status and body of the answer to a GET."""
        self.asked.append(path)
        if self.out_of_order:
            return 500, b""
        if self.machine_role is None or path not in (METADATA, METADATA + self.machine_role):
            return 404, b"404 Not Found"
        if path == METADATA:
            return 200, self.machine_role.encode()
        return 200, json.dumps(self._machine_keys()).encode()

    def _machine_keys(self) -> dict[str, Any]:
        """The same for half of their life, as the real service does."""
        now = self._cos.now()
        if self._kept is None or now >= self._kept[0]:
            keys = self._cos.sts(duration=self._seconds)
            fields = {"TmpSecretId": keys.secret_id, "TmpSecretKey": keys.secret_key, "Token": keys.token}
            times = {"ExpiredTime": keys.expiry, "Expiration": iso_seconds(keys.expiry), "Code": "Success"}
            self._kept = now + self._seconds / 2, {**fields, **times}
        return self._kept[1]

    def _issue(self, policy: Any, seconds: int, account: Account | None) -> TemporaryCredentials:
        return self._cos.sts(policy or None, seconds, account)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, identity: LocalIdentity) -> None:
        self.identity = identity
        super().__init__(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=[0.05], name="cos-identity", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: _Listener

    def do_GET(self) -> None:
        self._answer(*self.server.identity.metadata(self.path))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if self.path != "/" or length > LARGEST_BODY:
            self._answer(404, b"")
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(200, self.server.identity.sts(headers, self.rfile.read(length)))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: it is written down in `asked`."""
