"""What transfers of the published SDK would have to do to do what is meant: see `edits_of_requests`."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from .case import Case
from .cases_uploads import MIB, REPLIES
from .edits_of_operations import aborted, answered_error, nothing_beside
from .edits_of_requests import CLIENT_ERROR, given, resign, taken
from .seen import Seen, Sent

_KEY = (
    "x-cos-server-side-encryption-customer-algorithm",
    "x-cos-server-side-encryption-customer-key",
    "x-cos-server-side-encryption-customer-key-md5",
)
_SOURCE_KEY = tuple(name.replace("x-cos-", "x-cos-copy-source-") for name in _KEY)


def _parts(seen: Seen) -> list[Sent]:
    return [sent for sent in seen.sent if any(name == "partNumber" for name, _ in sent.query)]


def none_looked_for(seen: Seen, case: Case) -> None:
    seen.sent = [sent for sent in seen.sent if sent.method != "GET"]


def none_begun(case: Case) -> Case:
    there = case.title == "two parts, the first there already"
    return replace(case, replies=REPLIES) if there else case


def refused(seen: Seen, case: Case) -> None:
    seen.sent = []
    if case.method == "download_file":
        seen.result["DestFilePath"] = {}
    seen.fail(dict(CLIENT_ERROR))


def client_error_instead(seen: Seen, case: Case) -> None:
    assert seen.error
    seen.error = dict(CLIENT_ERROR)


def told_once(seen: Seen, case: Case) -> None:
    seen.result["progress_callback"] = [1, (10, 10)]


def damage_noticed(seen: Seen, case: Case) -> None:
    """What arrived damaged is sent again, twice; an upload it was part of is removed."""
    seen.fail(dict(CLIENT_ERROR))
    if case.title.endswith("on its way"):
        *before, damaged = seen.sent[:2] if case.title.startswith("two parts") else seen.sent
        seen.sent = [*before, damaged, damaged, damaged]
    if case.title.startswith("two parts"):
        aborted(seen, case)


def called_back_at_the_end(seen: Seen, case: Case) -> None:
    opening, *_, completion = seen.sent
    called = {name: opening.headers[name] for name in ("x-cos-callback", "x-cos-callback-var")}
    taken(opening, called)
    given(completion, called)


def forbidden_at_the_end(seen: Seen, case: Case) -> None:
    given(seen.sent[-1], {"x-cos-forbid-overwrite": "true"})


def its_own_error(seen: Seen, case: Case) -> None:
    refusal = next(
        reply.answer for reply in case.replies if b"No more." in reply.answer.body or not reply.answer.status
    )
    seen.fail(answered_error(refusal.body, refusal.status) if refusal.status else dict(CLIENT_ERROR))
    if case.method == "download_file":
        nothing_beside(seen, case)
    else:
        aborted(seen, case)


def said_with_each_part(seen: Seen, case: Case) -> None:
    opening = next(sent for sent in seen.sent if ("uploads", "") in sent.query)
    said = {name: opening.headers[name] for name in (*_KEY, "x-cos-traffic-limit") if name in opening.headers}
    for part in _parts(seen):
        given(part, said)


def pinned(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if sent.method == "GET" and "if-match" not in sent.headers:
            given(sent, {"if-match": '"1a2b"'})


def not_asked_for(seen: Seen, case: Case) -> None:
    del seen.sent[1:]


def equal_ranges(seen: Seen, case: Case) -> None:
    _, first, second = seen.sent
    first.headers["range"], second.headers["range"] = f"bytes=0-{MIB + 1}", f"bytes={MIB + 2}-{2 * MIB + 3}"
    resign(first)
    resign(second)


def file_untouched(seen: Seen, case: Case) -> None:
    seen.result["DestFilePath"] = {}
    seen.fail(dict(CLIENT_ERROR))


def source_pinned(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if "x-cos-copy-source" in sent.headers:
            given(sent, {"x-cos-copy-source-if-match": '"1a2b"'})


def described_as_the_source(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if ("uploads", "") in sent.query:
            given(sent, {"content-type": "text/plain", "x-cos-meta-author": "Li"})


def source_key_where_it_counts(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if ("uploads", "") in sent.query:
            taken(sent, _SOURCE_KEY)


def path_of_the_source(seen: Seen, case: Case) -> None:
    key = quote(case.arguments["CopySource"]["Key"]).replace("./", ".%2F")
    seen.sent[0].path = f"/{key}"


def elsewhere(case: Case) -> Case:
    """The published SDK does in parts what comes from another region or goes to another class."""
    return replace(
        case, arguments={**case.arguments, "CopySource": {**case.arguments["CopySource"], "Region": "ap-beijing"}}
    )


def in_this_region(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.origin, sent.host = (
            sent.origin.replace("ap-beijing", "ap-guangzhou"),
            sent.host.replace("ap-beijing", "ap-guangzhou"),
        )
        source = sent.headers.get("x-cos-copy-source", "")
        if sent.method == "HEAD" or source:
            resign(sent)
        if source:
            sent.headers["x-cos-copy-source"] = source.replace("ap-beijing", "ap-guangzhou")
