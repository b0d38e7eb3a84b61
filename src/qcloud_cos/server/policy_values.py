"""What a request says about the condition keys of policies."""

from __future__ import annotations

from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.policy_conditions import Values
from qcloud_cos.server.request import ServerRequest

_PARAMETERS = frozenset(
    (
        "prefix delimiter max-keys marker key-marker version-id-marker upload-id-marker max-uploads max-parts "
        "part-number-marker encoding-type position response-cache-control response-content-disposition "
        "response-content-encoding response-content-language response-content-type response-expires"
    ).split()
)
"""Of the query.  All other keys are headers, and never mistaken for a parameter of that name."""


def values_of(request: ServerRequest) -> Values:
    """The value of a lower-case key, None if the request does not have it."""

    def value(key: str) -> str | None:
        if key == "qcs:ip":
            return request.ip or None
        if key in ("qcs:current_time", "cos:current-time"):
            return iso_seconds(request.now)
        name = key.partition(":")[2]
        if name == "secure-transport":
            return "true" if request.secure else "false"
        if name == "versionid":
            return request.version_id
        if name in _PARAMETERS:
            return request.query.get(name)
        return request.headers.get(name)

    return value
