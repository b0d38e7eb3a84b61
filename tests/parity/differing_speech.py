"""What speech recognition sends and returns that differs from the published SDK on purpose."""

from __future__ import annotations

from . import edits_of_requests as requests
from .case import Case
from .difference import Difference
from .seen import Seen


def _callback_typed(seen: Seen, case: Case) -> None:
    (sent,) = seen.sent
    typed = f"<CallBackType>{case.arguments['CallBackType']}</CallBackType></Request>".encode()
    requests.rewritten(sent, sent.body.replace(b"</Request>", typed))


def _zero_sent(seen: Seen, case: Case) -> None:
    (sent,) = seen.sent
    first = b"<FilterDirty>"
    requests.rewritten(sent, sent.body.replace(first, b"<ResTextFormat>0</ResTextFormat>" + first))


def _buckets_listed(seen: Seen, case: Case) -> None:
    if seen.result and "AiBucketList" in seen.result:
        found = seen.result["AiBucketList"]
        seen.result["AiBucketList"] = found if isinstance(found, list) else [found] if found else []


OF_SPEECH = [
    Difference(
        "nothing to listen to",
        ("ci_create_asr_job: nothing to listen to",),
        "neither a key nor a URL: refused before anything is sent",
        requests.refused,
    ),
    Difference(
        "the type of a callback",
        ("ci_create_asr_job: a type of callback",),
        "what is given is sent",
        _callback_typed,
    ),
    Difference(
        "a choice of zero",
        ("ci_*_asr_template: a choice of zero",),
        "ResTextFormat 0 is sent, too, since it is a choice like others",
        _zero_sent,
    ),
    Difference(
        "one of many buckets",
        ("ci_get_ai_bucket: *",),
        "AiBucketList is a list also if there is one",
        _buckets_listed,
    ),
]
