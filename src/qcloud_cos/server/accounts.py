"""Who may sign: the accounts a server knows."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from qcloud_cos.core.identity import LOCAL_SECRET_ID, LOCAL_SECRET_KEY

MOST_TEMPORARY = 10_000


@dataclass(frozen=True, slots=True)
class Account:
    """One key pair of an account.  Several pairs may belong to one `appid`."""

    appid: str
    uin: str
    secret_id: str
    secret_key: str = field(repr=False)
    token: str = field(default="", repr=False)
    """Set for temporary keys: every request must bring it as x-cos-security-token."""
    policy: str = field(default="", repr=False)
    """What temporary keys may at most; empty for all that the account may."""
    expires: int = 0
    """When temporary keys end, in Unix seconds by the server's clock; 0 for never."""

    @property
    def id(self) -> str:
        """How ACLs name the account."""
        return qcs(self.uin)


@dataclass(frozen=True, slots=True)
class TemporaryCredentials:
    """What STS issues: a key pair that is good only together with its token, and only for a while."""

    secret_id: str
    secret_key: str = field(repr=False)
    token: str = field(repr=False)
    expiry: int
    """In Unix seconds, by the clock of the server."""


def qcs(uin: str) -> str:
    """The full id of an account's root user: what XML shows for a bare number."""
    return f"qcs::cam::uin/{uin}:uin/{uin}"


DEFAULT = Account("1250000000", "100000000001", LOCAL_SECRET_ID, LOCAL_SECRET_KEY)
"""That of who has told of none."""


class Accounts:
    """Looked up by secret id when a request comes, by appid when an owner is shown."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._all = tuple(accounts)
        self._by_secret_id = {account.secret_id: account for account in self._all}
        self._by_appid = {account.appid: account for account in reversed(self._all)}
        self._temporary: dict[str, Account] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._all)

    def signing(self, secret_id: str) -> Account | None:
        return self._by_secret_id.get(secret_id) or self._temporary.get(secret_id)

    def issue(self, account: Account, policy: str, expires: int) -> Account:
        """Temporary keys in an account's name.  Expired ones stay known as such, the oldest go."""
        issued = replace(
            account,
            secret_id=f"AKID{secrets.token_urlsafe(48)}",
            secret_key=secrets.token_urlsafe(32),
            token=secrets.token_urlsafe(96),
            policy=policy,
            expires=expires,
        )
        while len(self._temporary) >= MOST_TEMPORARY:
            self._temporary.pop(next(iter(self._temporary)), None)
        self._temporary[issued.secret_id] = issued
        return issued

    def id_of(self, appid: str) -> str:
        """The ACL id of an owner, also of one that is no longer configured."""
        account = self._by_appid.get(appid)
        return account.id if account else qcs(appid)
