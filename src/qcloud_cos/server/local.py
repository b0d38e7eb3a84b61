"""A COS of one's own: `with LocalCos() as cos:`, in a thread of this process."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from qcloud_cos.server.accounts import DEFAULT, Account, Accounts, TemporaryCredentials
from qcloud_cos.server.clock import Clock
from qcloud_cos.server.control.controls import Controls
from qcloud_cos.server.control.faults import Faults
from qcloud_cos.server.control.log import Log
from qcloud_cos.server.exposure import Exposed, said_of
from qcloud_cos.server.hosts import DEFAULT_REGION
from qcloud_cos.server.running import Running, ServerError, Settings

LONGEST_CREDENTIALS = 36 * 3600

if TYPE_CHECKING:
    from qcloud_cos.config import CosConfig
    from qcloud_cos.server.http import Limits


class LocalCos(Controls):
    """A COS server on this machine.

    Args:
        root: where objects are kept; None for a temporary directory, removed at the end.
        host: the address to listen on; any but this machine's own is warned of.
        port: 0 for any free one.
        accounts: who may sign; None for one account of well-known keys.
        durability: what an acknowledged write survives: a power cut ("disk"), or a killed process ("os").
        limits: how patient it is with connections.
        since_2024: buckets are as COS makes them since 2024: on COS's own hosts, objects are only ever
            downloaded, apk and ipa files not at all, and the path does not name a bucket.
        origins: hosts that origin rules of buckets may fetch from, beside this machine's own; ``*`` stands for
            any letters.
        tls: speak HTTPS, with certificates of an authority that is made once: see `ca_file`.

    Raises:
        ServerError: from `start`, which a ``with`` does: the port is taken, the root is locked,
            cannot be written or is damaged, or uvicorn is not installed, or for TLS cryptography.
    """

    def __init__(
        self,
        root: str | Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        accounts: Iterable[Account] | None = None,
        durability: Literal["disk", "os"] = "disk",
        *,
        limits: Limits | None = None,
        since_2024: bool = False,
        tls: bool = False,
        origins: Iterable[str] = (),
    ) -> None:
        self._control_token = secrets.token_urlsafe(32)
        self._faults = Faults()
        self._log = Log()
        self._settings = Settings(root, host, port, durability, limits, since_2024, tls, tuple(origins))
        self._accounts = Accounts(accounts or [DEFAULT])
        self._clock = Clock()
        self._up: Running | None = None

    def start(self) -> LocalCos:
        if self._up is None:
            self._up = Running(self._settings, self._accounts, self._clock, self)
            if said := said_of(self.host, tls=self._settings.tls, well_known=DEFAULT in self.accounts):
                try:
                    warnings.warn(" ".join(("LocalCos is", *said)), Exposed, stacklevel=2)
                except Exposed:
                    self.stop()
                    raise
        return self

    def stop(self) -> None:
        """Let answers under way end, and let go of the root."""
        running, self._up = self._up, None
        if running is not None:
            running.close()

    def __enter__(self) -> LocalCos:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def host(self) -> str:
        return self._settings.host

    @property
    def port(self) -> int:
        return self._running.port

    @property
    def endpoint(self) -> str:
        """``http://127.0.0.1:54321``"""
        return f"{self._scheme}://{self._address}"

    @property
    def ca_file(self) -> Path | None:
        """What clients must trust, as `config` has it: in the root, or with none, in the user's own data."""
        return self._running.ca_file

    @property
    def root(self) -> Path:
        """Where it keeps everything."""
        return self._running.store.root

    @property
    def control_url(self) -> str:
        """Where programs on this machine find what `LocalCos` offers: ``http://127.0.0.1:54321/_local/``."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host)  # noqa: S104 - only named
        return f"{self._scheme}://{f'{host}:{self.port}' if host else self._address}/_local/"

    @property
    def account(self) -> Account:
        """The first of the accounts, in whose name `config` is."""
        return self.accounts[0]

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(self._accounts)

    def config(self, **overrides: Any) -> CosConfig:
        """A configuration for clients of this server; `overrides` are arguments of CosConfig."""
        from qcloud_cos.config import CosConfig

        ca = self.ca_file
        arguments: dict[str, Any] = {
            "Region": DEFAULT_REGION,
            "SecretId": self.account.secret_id,
            "SecretKey": self.account.secret_key,
            "Token": self.account.token or None,
            "Scheme": self._scheme,
            "Endpoint": self._address,
            **({"VerifySSL": str(ca)} if ca else {}),
        }
        return CosConfig(**(arguments | overrides))

    def sts(
        self,
        policy: str | Mapping[str, Any] | None = None,
        duration: int = 1800,
        account: Account | None = None,
    ) -> TemporaryCredentials:
        """Temporary keys in an account's name, as the Security Token Service issues them.

        Args:
            policy: what they may, in the access management's grammar; what it does not allow is denied.
                Without one they may all that the account may.
            duration: in seconds, at most 36 hours.
            account: the first of the accounts if None.

        Raises:
            ValueError: the policy or the duration is not valid.
        """
        from qcloud_cos.server.policy import of_credentials

        if not 0 < duration <= LONGEST_CREDENTIALS:
            raise ValueError(f"the duration is between 1 and {LONGEST_CREDENTIALS} seconds")
        text = of_credentials(policy) if policy is not None else ""
        issued = self._accounts.issue(account or self.account, text, int(self.now()) + duration)
        return TemporaryCredentials(issued.secret_id, issued.secret_key, issued.token, issued.expires)

    @property
    def _scheme(self) -> str:
        return "https" if self._settings.tls else "http"

    @property
    def _address(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def _running(self) -> Running:
        if self._up is None:
            raise ServerError("the server is not running: use it in a with statement, or call start()")
        return self._up
