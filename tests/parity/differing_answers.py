"""Results and errors that differ from those of the published SDK on purpose."""

from __future__ import annotations

from dataclasses import replace

from . import edits_of_answers as edits
from .cases_multipart import COMPLETED
from .difference import Difference

OF_ANSWERS = [
    Difference(
        "names of headers",
        ("*: names in odd case", "copy_object: an answer with names in odd case"),
        "results have the official spelling, whatever the wire had",
        edits.official_names,
    ),
    Difference(
        "damaged bodies", ("*t_object: damaged on its way",), "the checksum is checked", edits.client_error
    ),
    Difference(
        "spaces before a prolog",
        ("complete_multipart_upload: spaces before the prolog",),
        "COS sends them while it works; the published SDK cannot read them",
        edits.framed_as_it_came,
        lambda case: replace(case, answer=COMPLETED),
    ),
    Difference(
        "answers that cannot be read",
        (
            "complete_multipart_upload: 200 and nothing",
            "list_objects: 200 and no XML",
            "*_async_fetch_task: an answer that is no JSON",
            "*_async_fetch_task: an answer of nothing",
            "get_bucket_policy: an answer that is no JSON",
            "get_bucket_policy: an answer of nothing",
            "get_vectors: an answer that is no JSON",
        ),
        "an error of ours, not of the parser's",
        edits.client_error,
    ),
    Difference(
        "DOCTYPE", ("list_objects: 200 and a DOCTYPE",), "entities can grow without bounds", edits.client_error
    ),
    Difference(
        "an empty element of a list",
        ("get_bucket_cors: an empty element",),
        "it is no item",
        edits.no_item_for_nothing,
    ),
    Difference(
        "one tag",
        (
            "get_bucket_lifecycle: one tag among conditions",
            "get_bucket_replication: one tag among conditions in the answer",
            "get_bucket_inventory: one tag among conditions",
            "get_bucket_intelligenttiering_v2: one tag*",
        ),
        "what can be many is a list",
        edits.always_a_list,
    ),
    Difference(
        "no buckets in two lines",
        ("list_buckets: none, in two lines in the answer",),
        "white space is no content; the published SDK raises TypeError",
        edits.no_buckets,
    ),
    Difference(
        "no grants",
        ("get_*_acl: no grant", "get_*_acl: no list", "get_*_acl: a list of spaces"),
        "an empty list; the published SDK says None or raises KeyError",
        edits.no_grants,
    ),
    Difference(
        "grants in both places",
        ("get_*_acl: *", "get_bucket_meta: *"),
        "the specification has them in the other one",
        edits.grants_in_both_places,
    ),
    Difference(
        "short names",
        ("get_*_acl: everyone does everything", "get_*_acl: everyone reads, with a name"),
        "they follow from the permission, however it is written",
        edits.canned_by_permission,
    ),
    Difference(
        "text is left alone",
        ("get_*_acl: an owner called mytype", "list_objects: a key that looks like a namespace*"),
        "only names are mapped; the published SDK replaces within values",
        edits.text_untouched,
    ),
    Difference(
        "delimiters",
        ("list_objects_versions: *",),
        "COS encodes it as it does the prefix",
        edits.delimiter_decoded,
    ),
    Difference(
        "more of an error",
        ("get_object: a time in the error", "get_object: a wrong signature"),
        "what COS says is told",
        edits.every_field_digested,
    ),
    Difference(
        "errors with gaps",
        ("get_object: a resource missing", "get_object: an empty message"),
        "a field that lacks does not hide the others",
        edits.read_in_part,
    ),
    Difference(
        "errors that are no errors",
        (
            "get_object: an error that is a number",
            "get_object: an error that is HTML",
            "get_object: an error that is cut short",
            "get_object: an error that is JSON without a code",
        ),
        "the digest is a dict in any case, and has what the headers say",
        edits.unknown_but_for_the_headers,
    ),
    Difference(
        "getters",
        (
            "get_object: an error that is JSON",
            "head_object: 404 without ids",
            "ci_describe_dataset: an error in JSON",
        ),
        "they do not raise",
        edits.getters_do_not_raise,
    ),
    Difference(
        "errors without a body",
        (
            "*: an error without a body",
            "head_object: 4[01][0235]",
            "head_object: 50*",
            "head_bucket: 40[035]",
            "*_exists: 403",
            "get_object: a code in the headers",
            "get_vectors: a code in the headers",
            "download_file: a refused head",
            "copy: a refused source",
        ),
        "status and headers say a good deal",
        edits.read_from_the_headers,
    ),
    Difference(
        "redirects", ("*: 30*",), "nothing was stored, nothing read: it is no success", edits.read_from_the_headers
    ),
    Difference(
        "text of errors",
        ("copy_object: 200 and an error", "complete_multipart_upload: 200 and an error"),
        "it is text in any case",
        edits.origin_as_text,
    ),
    Difference(
        "errors inside of a part's copy",
        ("upload_part_copy: 200 and an error",),
        "an error raises; the published SDK returns it",
        edits.failed_inside,
    ),
]
