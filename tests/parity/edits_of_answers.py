"""How results and errors of the published SDK would have to look to be as we mean them."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, Case
from .edits_of_requests import CLIENT_ERROR
from .seen import Seen

UNKNOWN = "Unknown"
SPELLED = {
    "etag": "ETag",
    "content-length": "Content-Length",
    "server": "Server",
    "x-cos-request-id": "x-cos-request-id",
    "x-cos-bucket-region": "x-cos-bucket-region",
    "x-cos-meta-author": "x-cos-meta-author",
}
CODES = {
    304: ("NotModified", "The object is as the request's conditions know it"),
    400: (UNKNOWN, "COS answered 400 without a body"),
    403: ("AccessDenied", "Access Denied."),
    404: ("NoSuchResource", "The Resource You Head Not Exist"),
    405: ("MethodNotAllowed", "COS answered 405 without a body"),
    412: ("PreconditionFailed", "Precondition not match."),
    500: ("InternalError", "COS answered 500 without a body"),
    503: ("ServiceUnavailable", "COS answered 503 without a body"),
}
_FIELDS = {
    "code": "code",
    "message": "message",
    "resource": "resource",
    "request id": "requestid",
    "trace id": "traceid",
}


def service_error(status: int, origin: str = "", **digest: str) -> dict[str, Any]:
    """What the getters of an error say that has these fields."""
    said = {name: digest.get(field, UNKNOWN) for name, field in _FIELDS.items()}
    return {"class": "CosServiceError", "status": status, "origin": origin, "digest": digest, **said}


def official_names(seen: Seen, case: Case) -> None:
    seen.result = {SPELLED.get(name.lower(), name): value for name, value in seen.result.items()}


def client_error(seen: Seen, case: Case) -> None:
    seen.fail(dict(CLIENT_ERROR))


def framed_as_it_came(seen: Seen, case: Case) -> None:
    seen.result["Content-Length"] = case.answer.headers["Content-Length"]


def no_item_for_nothing(seen: Seen, case: Case) -> None:
    for rule in seen.result["CORSRule"]:
        rule["AllowedHeader"] = [item for item in rule["AllowedHeader"] if item is not None]


_LISTED = frozenset(
    {
        "Tag",
        "Tiering",
        "IntelligentTieringConfiguration",
        "InventoryConfiguration",
        "Header",
        "StatusCode",
        "Field",
    }
)


def always_a_list(seen: Seen, case: Case) -> None:
    _listed(seen.result)


def _listed(found: Any) -> None:
    for item in found if isinstance(found, list) else []:
        _listed(item)
    if isinstance(found, dict):
        for name, value in found.items():
            _listed(value)
            found[name] = [value] if name in _LISTED and not isinstance(value, list) else value


def no_buckets(seen: Seen, case: Case) -> None:
    who = {"ID": "qcs::cam::uin/100000000001:uin/100000000001", "DisplayName": "100000000001"}
    seen.error = None
    seen.result = {"Owner": who, "Buckets": None, "Marker": None, "IsTruncated": "false"}


def grants_in_both_places(seen: Seen, case: Case) -> None:
    policy = seen.result["ACL"] if case.method == "get_bucket_meta" else seen.result
    if policy and policy["AccessControlList"]:
        policy["Grant"] = policy["AccessControlList"]["Grant"]


def no_grants(seen: Seen, case: Case) -> None:
    who = "qcs::cam::uin/100000000001:uin/100000000001"
    seen.error = None
    seen.result = {
        "Owner": {"ID": who, "DisplayName": who},
        "AccessControlList": {"Grant": []},
        "Grant": [],
        "CannedACL": "private",
    }


def canned_by_permission(seen: Seen, case: Case) -> None:
    all_of_it = case.title == "everyone does everything" and case.method == "get_bucket_acl"
    seen.result["CannedACL"] = "public-read-write" if all_of_it else "public-read"


def text_untouched(seen: Seen, case: Case) -> None:
    if "Contents" in seen.result:
        seen.result["Contents"][0]["Key"] = "a{http://s3.amazonaws.com/doc/2006-03-01/}b"
    else:
        seen.result["Owner"] = {"ID": "mytype", "DisplayName": "mytype"}


def delimiter_decoded(seen: Seen, case: Case) -> None:
    if seen.result and "EncodingType" not in case.arguments:
        seen.result["Delimiter"] = seen.result["Delimiter"].replace("%2F", "/")


def every_field_digested(seen: Seen, case: Case) -> None:
    assert seen.error
    if case.title == "a time in the error":
        seen.error["digest"]["ServerTime"] = "2020-06-17T05:37:29Z"
    else:
        seen.error["digest"]["StringToSign"] = "sha1\n1;2\nabc\n"
        seen.error["digest"]["FormatString"] = "get\n/a\n\nhost=a\n"


def read_in_part(seen: Seen, case: Case) -> None:
    """Fields that are there are told, though others are missing."""
    assert seen.error
    digest = {"code": "NoSuchKey"}
    if case.title == "a resource missing":
        digest |= {"message": "No.", "requestid": "N", "traceid": UNKNOWN}
    else:
        digest |= {"resource": f"{BUCKET}.cos.ap-guangzhou.myqcloud.com/dir/k.txt", "traceid": "OGVm"}
        digest |= {"requestid": case.answer.headers["x-cos-request-id"]}
    seen.error = service_error(404, seen.error["origin"], **digest)


def unknown_but_for_the_headers(seen: Seen, case: Case) -> None:
    """A body that says nothing still came with ids, and its text is worth reading."""
    (sent,) = seen.sent
    headers, body = case.answer.headers, case.answer.body.decode()
    ids = {"requestid": headers["x-cos-request-id"], "traceid": headers["x-cos-trace-id"]}
    place = f"https://{sent.host}{sent.path}"
    seen.error = service_error(case.answer.status, body, code=UNKNOWN, message=body, resource=place, **ids)


def getters_do_not_raise(seen: Seen, case: Case) -> None:
    assert seen.error
    told = {name: UNKNOWN if value == "raises KeyError" else value for name, value in seen.error.items()}
    seen.error = told


def read_from_the_headers(seen: Seen, case: Case) -> None:
    """An answer without a body still has a status, a code or the ids."""
    (sent,) = seen.sent
    answer = case.replies[0].answer if case.replies else case.answer
    headers, status = answer.headers, answer.status
    code, message = CODES.get(status, ("", ""))
    if "x-cos-error-code" in headers:
        code, message = headers["x-cos-error-code"], case.answer.body.decode()
    if 301 <= status <= 307 and status != 304:
        code, message = "Redirect", f"to {headers['Location']}; is the bucket in another region?"
    ids = {"requestid": headers["x-cos-request-id"], "traceid": headers["x-cos-trace-id"]}
    place = f"https://{sent.host}{sent.path}"
    origin = answer.body.decode()
    seen.fail(service_error(status, origin, code=code, message=message, resource=place, **ids))


def origin_as_text(seen: Seen, case: Case) -> None:
    assert seen.error
    seen.error["origin"] = seen.error["origin"].decode()


def failed_inside(seen: Seen, case: Case) -> None:
    told = {"code": "InternalError", "message": "Try again.", "resource": "a/b", "requestid": "N", "traceid": "O"}
    seen.fail(service_error(200, case.answer.body.decode(), **told))
