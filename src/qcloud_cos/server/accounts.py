"""Who may sign: the accounts a server knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One key pair of an account.  Several pairs may belong to one `appid`."""

    appid: str
    uin: str
    secret_id: str
    secret_key: str = field(repr=False)
    token: str = field(default="", repr=False)
    """Set for temporary keys: every request must bring it as x-cos-security-token."""

    @property
    def id(self) -> str:
        """How ACLs name the account."""
        return qcs(self.uin)


def qcs(uin: str) -> str:
    """The full id of an account's root user: what XML shows for a bare number."""
    return f"qcs::cam::uin/{uin}:uin/{uin}"


DEFAULT = Account(
    "1250000000", "100000000001", "AKIDLOCALlocalLOCALlocalLOCALlocal00", "local-secret-key-not-for-production"
)
"""Well known on purpose."""


class Accounts:
    """Looked up by secret id when a request comes, by appid when an owner is shown."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._all = tuple(accounts)
        self._by_secret_id = {account.secret_id: account for account in self._all}
        self._by_appid = {account.appid: account for account in reversed(self._all)}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._all)

    def signing(self, secret_id: str) -> Account | None:
        return self._by_secret_id.get(secret_id)

    def id_of(self, appid: str) -> str:
        """The ACL id of an owner, also of one that is no longer configured."""
        account = self._by_appid.get(appid)
        return account.id if account else qcs(appid)
