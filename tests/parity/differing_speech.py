"""What recognition of speech and in pictures sends and returns that differs from the published SDK on purpose."""

from __future__ import annotations

import re
from copy import deepcopy

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


def _returned(seen: Seen, case: Case) -> None:
    """A refusal that came without a body; others say what they are."""
    seen.error = None
    seen.result = (dict(case.answer.headers), b"")


def _refusal_returned(seen: Seen, case: Case) -> None:
    seen.error = None
    found = re.findall(r"<(\w+)>([^<]+)</\1>", case.answer.body.decode())
    seen.result = (dict(case.answer.headers), dict(found))


def _asked_again(seen: Seen, case: Case) -> None:
    again = deepcopy(seen.sent[0])
    requests.given(again, {"x-cos-sdk-retry": "true"})
    seen.sent.append(again)
    seen.error = None
    headers = case.replies[0].answer.headers
    seen.result = (dict(headers), {"TableId": "h1", "TableName": "表"})


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
    Difference(
        "no picture",
        ("cos_*: no picture",),
        "neither a key nor a URL: refused before anything is sent, since the request would be about the bucket",
        requests.refused,
    ),
    Difference(
        "refusals of vocabularies",
        ("*_asr_hot_vocabulary_table: an error without a body",),
        "they are returned as the published SDK returns them",
        _returned,
    ),
    Difference(
        "refusals of vocabularies that are made",
        ("ci_create_asr_hot_vocabulary_table: an error, then success",),
        "they are returned, and not sent again",
        _refusal_returned,
    ),
    Difference(
        "vocabularies asked for again",
        ("ci_get_asr_hot_vocabulary_table: *, then success",),
        "what only reads is asked again, as everywhere; the published SDK gives up, or raises UnboundLocalError",
        _asked_again,
    ),
]
