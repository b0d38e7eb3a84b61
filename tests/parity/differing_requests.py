"""Requests and URLs that differ from those of the published SDK on purpose."""

from __future__ import annotations

from . import edits_of_requests as edits
from .case import Case
from .difference import (
    PRESIGNING,
    SENDING,
    SIGNING,
    Difference,
    configurations,
    configured,
    copying,
    grants_below,
    passing,
)
from .spoken import Pieces

BY_IP = (
    "IP",
    "IP and Port",
    "IP and Port as str, http",
    "IP, Port and Domain",
    "an IPv6 address",
    "SignHost False and IP",
    "everything at once",
)


def _body(case: Case) -> str:
    return "Data" if case.method == "append_object" else "Body"


OF_REQUESTS = [
    Difference("user agent", ("*",), "it names this version", edits.own_user_agent),
    Difference(
        "headers nobody asked for",
        ("*",),
        "with Accept-Encoding COS may pack what it sends; the others say what HTTP/1.1 takes for granted",
        edits.only_asked_headers,
    ),
    Difference(
        "anonymous requests",
        (*configurations("Anonymous*"), "get_vectors: anonymous"),
        "they have no Authorization header, rather than an empty one",
        edits.no_empty_authorization,
    ),
    Difference(
        "anonymous URLs",
        configurations("Anonymous*", methods=PRESIGNING),
        "a URL without a signature; the published SDK raises ValueError",
        edits.unsigned_url,
    ),
    Difference(
        "keys that nobody gave",
        configurations("neither id nor key", methods=["get_object_url"]),
        "they are looked for when something is to be signed, which this is not",
        instead=configured(Anonymous=True),
    ),
    Difference(
        "an IPv6 address",
        configurations("an IPv6 address"),
        "it works; the published SDK writes it without brackets",
        edits.at_ipv6,
        configured(IP="10.0.0.1"),
    ),
    Difference(
        "Appid as a number",
        configurations("a number as Appid"),
        "it means the same",
        instead=configured(Appid="1250000000"),
    ),
    Difference(
        "numbers as headers",
        ("put_object: an int as header",),
        "they mean the same",
        instead=passing(TrafficLimit="1048576"),
    ),
    Difference(
        "a list as body",
        ("*: list of bytes as body",),
        "it is iterable as generators are",
        instead=lambda case: passing(**{_body(case): Pieces([b"01", b"234"])})(case),
    ),
    Difference(
        "CopyStatus as the API has it",
        ("copy_object: CopyStatus COPY",),
        "both spellings are documented",
        instead=passing(CopyStatus="Copy"),
    ),
    Difference(
        "REPLACE",
        ("copy_object: CopyStatus REPLACE",),
        "both spellings are documented",
        instead=passing(CopyStatus="Replaced"),
    ),
    Difference(
        "a source without Region",
        ("copy*: from no region", "upload_part_copy: from no region"),
        "it is where the client is",
        instead=copying(Region="ap-guangzhou"),
    ),
    Difference(
        "a source without Appid",
        ("copy*: Appid in the configuration only",),
        "the client's is meant, as it is for the target",
        instead=copying(Appid="1250000000"),
    ),
    Difference(
        "a source's version",
        ("copy_object: a version to encode",),
        "it stands in a query, so it is encoded",
        instead=copying(VersionId="a%20b%2B%26"),
    ),
    Difference(
        "a source's slashes",
        (
            "copy*: from a key with two leading slashes",
            "upload_part_copy: from a key with two leading slashes",
            "change_object_storage_class: a key with two leading slashes",
            "update_object_meta: a key with two leading slashes",
        ),
        "one is dropped, as everywhere; the published SDK drops two and copies another object",
        edits.slash_kept,
    ),
    Difference(
        "no empty range",
        ("upload_part_copy: the whole object",),
        "an empty header is no range",
        edits.no_empty_range,
    ),
    Difference(
        "grants at the top",
        ("put_*_acl: grants at the top",),
        "the specification's form is taken, too",
        instead=grants_below,
    ),
    Difference(
        "kinds of grantees",
        (
            "put_*_acl: one grant*",
            "put_*_acl: many grants",
            "put_*_acl: grants at the top",
            "put_*_acl: an owner with a name",
        ),
        "the API wants Type as the attribute xsi:type",
        edits.kind_as_attribute,
    ),
    Difference(
        "the ACL of a version",
        ("*_object_acl: with VersionId",),
        "COS reads it in the query; as a header it is ignored, and the latest version's ACL is meant",
        edits.version_in_query,
    ),
    Difference(
        "an ACL twice", ("put_*_acl: an ACL twice",), "COS would take one of them, untold which", edits.refused
    ),
    Difference(
        "no key",
        ("put_object: a slash as key",),
        "without its slash it is empty, and the published SDK makes a bucket",
        edits.refused,
    ),
    Difference(
        "no body",
        ("*: a dict as body", "*: None as body"),
        "a slip is refused; the published SDK sends a form or nothing",
        edits.refused,
    ),
    Difference(
        "no parts", ("complete_multipart_upload: an empty list of parts",), "COS would refuse it", edits.refused
    ),
    Difference(
        "empty files",
        (
            "*: empty BytesIO as body*",
            "*: BytesIO at its end as body*",
            "*: empty file as body*",
            "*: file at its end as body*",
            "*: an empty file",
        ),
        "their length is known, so they need no chunks",
        edits.sized_when_empty,
    ),
    Difference(
        "a generator's length",
        ("put_object: ContentLength of a generator",),
        "HTTP forbids Content-Length along with chunks",
        edits.framed_once,
    ),
    Difference(
        "the list of parts",
        ("complete_multipart_upload: *", "upload_file*: *", "copy: *"),
        "the same document, with a line break, and quotes left as they are",
        edits.quotes_as_they_are,
    ),
    Difference(
        "last dots",
        (
            "*: a key with only a dot",
            "*: a key with a last*dot segment",
            "*: a link with only a dot",
            "*: a link with a last*dot segment",
        ),
        "the key is sent as it is signed; the published SDK's HTTP library merges it away",
        edits.whole_path,
    ),
    Difference(
        "buckets listed with a signed query",
        ("list_buckets: *",),
        "what is not signed can be changed",
        edits.query_signed,
    ),
    Difference(
        "buckets listed there",
        configurations(*BY_IP, "Endpoint on this machine", methods=["list_buckets"]),
        "the configuration says where to connect, for this call too",
        edits.listed_there,
    ),
    Difference(
        "ports are signed",
        configurations("Endpoint with a port", "Domain with a port", "ServiceDomain with a port"),
        "the Host header is signed as it is sent",
        edits.as_it_is_sent,
    ),
    Difference(
        "hosts in URLs",
        configurations(
            "Domain in upper case", "Domain with the usual port", methods=[*PRESIGNING, "get_object_url"]
        ),
        "they are spelled as they are signed and sent",
        edits.host_as_signed,
    ),
    Difference(
        "addresses",
        configurations("Endpoint on this machine", methods=[*SENDING, *SIGNING, "get_object_url"]),
        "they have no subdomains, so the bucket is in the path: so is a local server reached",
        edits.bucket_in_path,
    ),
    Difference(
        "URLs by IP",
        configurations(*BY_IP, methods=[*PRESIGNING, "get_object_url"]),
        "a URL cannot carry the Host header that names the bucket, so the path does",
        edits.bucket_in_path,
    ),
    Difference(
        "signatures by IP",
        configurations(*BY_IP, methods=["get_auth"]),
        "the host that requests carry is signed, not the address",
        edits.as_it_is_sent,
    ),
    Difference(
        "SignHost by IP", configurations("SignHost False and IP"), "False is false here, too", edits.host_unsigned
    ),
    Difference(
        "spaces in URLs",
        ("get_presigned*: parameters: a space", "get_presigned*: parameters: odd names"),
        "%20 is a space everywhere, + only in forms",
        edits.spaces_as_20,
    ),
    Difference(
        "tokens",
        configurations("Token", "everything at once", methods=PRESIGNING)
        + configurations("CredentialInstance with a token"),
        "without it a temporary key is refused; URLs and instances lacked it",
        edits.with_token,
    ),
    Difference(
        "data processing and a domain",
        ("get_*: data processing, a domain",),
        "the bucket's own domain does not process data",
        edits.processing_host,
    ),
]
