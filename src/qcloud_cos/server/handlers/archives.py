"""Archived objects, asked back."""

from __future__ import annotations

from dataclasses import replace

from qcloud_cos.core import xml
from qcloud_cos.server import restoring
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.handlers.reading import existing
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes


@route("POST", "object", "restore", needs="WRITE", of="bucket", document=64 * KIB)
def restore_object(db: Changes, request: ServerRequest) -> Answer:
    version = existing(db.version(request.bucket, request.key, request.version_id), request.version_id)
    days, tier = _wanted(request.body)
    held = restoring.held_as(db, version, request.now)
    restore, status = restoring.asked(version.extra, held, days, tier, request.now)
    db.replace(replace(version, extra=version.extra | restore.kept()))
    return Answer(status)


def _wanted(body: bytes) -> tuple[int | None, str]:
    try:
        content = xml.parse(body, root="RestoreRequest")
        days = content.get("Days", "")
        tier = (content.get("CASJobParameters") or {}).get("Tier") or "Standard"
        whole = not days or (days.isdecimal() and days.isascii() and len(days) <= 9)
        if not whole or not isinstance(tier, str):
            raise TypeError("Days, which is a whole number, or Tier")
    except (xml.MalformedXML, AttributeError, KeyError, TypeError) as error:
        raise Refusal("MalformedXML", f"The RestoreRequest lacks or misplaces {error}.") from None
    # 2017's documents have no Tier, today's want one of these words.
    return int(days) if days else None, tier.capitalize()
