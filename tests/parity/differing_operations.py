"""What single operations send and return that differs from the published SDK on purpose."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from . import edits_of_answers as answers
from . import edits_of_operations as edits
from . import edits_of_requests as requests
from .case import BUCKET, Case
from .difference import Difference, configurations, configured, passing

_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_FETCHING = ("put_async_fetch_task", "get_async_fetch_task")
_LIVE = ("put_live_channel", "get_rtmp_signed_url")


def _target_encoded(case: Case) -> Case:
    return passing(SymlinkTarget=quote(case.arguments["SymlinkTarget"], safe=_PRINTABLE))(case)


_elsewhere: Callable[[Case], Case] = configured(Domain=None, Region="ap-guangzhou")
OF_OPERATIONS = [
    Difference(
        "what must not be done twice",
        (
            "append_object: *, then success",
            "put_async_fetch_task: *, then success",
            "post_bucket_inventory: *, then success",
            "ci_create_*: *, then success",
            "ci_auditing_*: *, then success",
            "get_object_sensitive_content_recognition: *, then success",
            "ci_trigger_workflow: *, then success",
            "ci_open_*: *, then success",
            "create_*: *, then success",
            "ci_image_process: *, then success",
            "ci_image_search_bucket: *, then success",
            "cos_add_image_search: *, then success",
        ),
        "it may have been done though the answer says otherwise or is lost, so the caller decides",
        edits.done_once,
    ),
    Difference("an empty id", ("ci_*: no id",), "the path would be that of all of them", requests.refused),
    Difference(
        "targets of links",
        (
            "put_symlink: a target with Chinese",
            "put_symlink: a target with an emoji",
            "put_symlink: a target with a line separator",
            "put_symlink: a target with a tab and a line break",
            "put_symlink: a target with letters with accents",
        ),
        "a header holds ASCII, so the rest is percent-encoded",
        instead=_target_encoded,
    ),
    Difference(
        "copies by a domain",
        ("change_object_storage_class: a domain*", "update_object_meta: a domain*"),
        "it works; the published SDK has no name for the source and refuses",
        edits.by_the_domain,
        _elsewhere,
    ),
    Difference(
        "everything at the IP",
        (*configurations("IP", methods=_FETCHING), "copy: IP"),
        "the configuration says where to connect, for tasks and for sources of copies too",
        edits.at_the_address,
    ),
    Difference(
        "the Appid of fetch tasks",
        ("*_async_fetch_task: Appid apart",),
        "it is appended to the bucket's name as everywhere",
        instead=passing(Bucket=BUCKET),
    ),
    Difference(
        "unknown keywords",
        (
            "*_async_fetch_task: no such keyword",
            "get_bucket_meta: no such keyword",
            "upload_file: two parts with no such keyword",
        ),
        "a slip is refused before anything is sent",
        requests.refused,
    ),
    Difference(
        "headers of fetch tasks", ("*_async_fetch_task: Metadata",), "what is given is sent", edits.with_metadata
    ),
    Difference(
        "ids of fetch tasks",
        ("get_async_fetch_task: a TaskId to encode",),
        "they are encoded as keys are",
        edits.id_encoded,
    ),
    Difference(
        "errors of a query",
        ("select_object_content: an error on the way, *",),
        "the resource is named without its parameters, which may hold a signature",
        edits.place_without_query,
    ),
    Difference(
        "files of queries that failed",
        (
            "select_object_content: an error on the way, read as get_select_result_to_file",
            "select_object_content: a result*, read as get_select_result_to_file",
        ),
        "what was written so far is removed",
        edits.nothing_beside,
    ),
    Difference(
        "damaged results of queries",
        ("select_object_content: a damaged record, *",),
        "the checksum of each message is checked",
        edits.damage_noticed,
    ),
    Difference(
        "results of queries that end early",
        ("select_object_content: a result*",),
        "an error of ours, not of the module struct",
        edits.end_missed,
    ),
    Difference(
        "unknown events",
        ("select_object_content: an event yet to be invented, *",),
        "they are passed over; the published SDK gives None, or raises TypeError",
        edits.news_passed_over,
    ),
    Difference(
        "carriage returns",
        ("select_object_content: JSON",),
        "as they are, XML would make line feeds of them",
        edits.returns_escaped,
    ),
    Difference(
        "the version of a query",
        (
            "select_object_content: with VersionId",
            "ci_process: with VersionId",
            "get_snapshot: with VersionId",
            "ci_ocr_process: everything",
        ),
        "as a header COS ignores it, and reads the latest version",
        requests.version_in_query,
    ),
    Difference(
        "one of many",
        (
            "list_bucket_inventory_configurations: *",
            "list_bucket_intelligenttiering_configurations: one*",
            "get_bucket_intelligenttiering_v2: one tier",
            "get_bucket_origin: one header in the answer",
            "get_bucket_origin: one code for the other host in the answer",
        ),
        "what can be many is a list",
        answers.always_a_list,
    ),
    Difference(
        "a website without rules",
        ("get_bucket_website: no rules in the answer",),
        "an empty list; the published SDK raises TypeError",
        edits.no_rules,
    ),
    Difference(
        "rules of None",
        ("put_bucket_website: rules of None",),
        "None is no rule, and not an empty one",
        edits.rules_of_none,
    ),
    Difference(
        "an inventory without fields",
        ("get_bucket_inventory: no fields",),
        "it has none; the published SDK raises KeyError",
        edits.no_fields,
    ),
    Difference(
        "a namespace of tiering",
        ("get_bucket_intelligenttiering*: its namespace",),
        "keys have their plain names, whatever namespace the answer declares",
        edits.without_namespace,
    ),
    Difference(
        "tiering with a signed query",
        ("*_bucket_intelligenttiering_*: *", "get_bucket_meta: *"),
        "what is not signed can be changed",
        edits.tiering_signed,
    ),
    Difference(
        "the Id of tiering",
        ("put_bucket_intelligenttiering_v2: no Id",),
        "the configuration has one already",
        instead=passing(Id="default"),
    ),
    Difference(
        "tiering without an Id",
        ("put_bucket_intelligenttiering_v2: no Id at all",),
        "COS could not tell which rule it is",
        requests.refused,
    ),
    Difference(
        "what get_bucket_meta could not ask",
        ("get_bucket_meta: *",),
        "it is told in Errors; None alone may also say that something is not set up",
        edits.errors_told,
    ),
    Difference(
        "anonymous live channels",
        configurations("Anonymous", methods=_LIVE),
        "there is nothing to sign with: a plain URL, or an error of ours instead of TypeError",
        edits.unsigned_push,
    ),
    Difference(
        "live channels of a CredentialInstance",
        configurations("CredentialInstance", "CredentialInstance with a token", methods=_LIVE),
        "it signs these URLs, too; the published SDK raises TypeError",
        edits.signed_by_instance,
    ),
    Difference(
        "nowhere to push to",
        ("put_live_channel: no URLs to push to",),
        "the result says so; the published SDK raises TypeError",
        edits.nowhere_to_push,
    ),
    Difference(
        "old regions in push URLs",
        ("get_rtmp_signed_url: configured with an old region",),
        "the host is that of the bucket",
        edits.regional_push,
    ),
]
