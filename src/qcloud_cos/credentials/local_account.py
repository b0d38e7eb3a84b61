"""The keys that every local COS knows, for an endpoint on this machine."""

from __future__ import annotations

from qcloud_cos.core.identity import LOCAL_SECRET_ID, LOCAL_SECRET_KEY, Credentials
from qcloud_cos.credentials.provider import Provider


class LocalAccount(Provider):
    """What `cos server` takes without being told of accounts.  They are well known, and good for nothing else."""

    name = "the local server's account"

    def look(self) -> Credentials:
        return Credentials(LOCAL_SECRET_ID, LOCAL_SECRET_KEY, source=self.name)

    def where(self) -> str:
        return "the endpoint is on this machine"
