"""The roles that a local account has, and the word that proves somebody may have one without keys."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LocalRole:
    name: str
    arn: str
    policy: Mapping[str, Any] | None
    """What it may; None for all that the account may."""
    external_id: str | None


class Roles:
    def __init__(self, uin: str) -> None:
        self._uin = uin
        self._by_arn: dict[str, LocalRole] = {}
        self._tokens: dict[tuple[str, str], LocalRole] = {}

    def add(self, name: str, policy: Mapping[str, Any] | None, external_id: str | None) -> LocalRole:
        role = LocalRole(name, f"qcs::cam::uin/{self._uin}:roleName/{name}", policy, external_id)
        self._by_arn[role.arn] = role
        return role

    def named(self, arn: str) -> LocalRole | None:
        return self._by_arn.get(arn)

    def token_for(self, role: LocalRole, provider: str) -> str:
        """What its holder shows as his identity."""
        token = f"local-identity.{secrets.token_urlsafe(24)}"
        self._tokens[provider, token] = role
        return token

    def of_token(self, provider: str, token: str) -> LocalRole | None:
        return self._tokens.get((provider, token))
