"""What is said, loudly, of a server that listens not only to its own machine."""

from __future__ import annotations

from qcloud_cos.server.control.door import is_local


class Exposed(UserWarning):
    """Others can reach a server whose keys are well known, or overheard."""


def said_of(host: str, *, tls: bool, well_known: bool) -> list[str]:
    """Nothing, if it listens on loopback."""
    if is_local(host):
        return []
    how = "" if tls else ", without TLS"
    who = "Whoever has its keys" if tls else "Whoever has or overhears its keys"
    who = "Whoever reaches it, by the well-known keys," if well_known else who
    return [
        f"listening on {host or 'every address'}, not only to this machine{how}.",
        f"{who} can read, change and delete everything in it.",
    ]
