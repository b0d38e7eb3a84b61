"""Who gives out keys, on this machine: the Security Token Service, and a machine's metadata."""

from qcloud_cos.server.identity.listening import LocalIdentity

__all__ = ["LocalIdentity"]
