"""Tasks that fetch an object from the web into a bucket."""

from typing import Any, Required, TypedDict


class FetchTaskConfiguration(TypedDict, total=False):
    Url: Required[str]
    Key: Required[str]
    MD5: str
    """Of the content, for COS to check."""
    IgnoreSameKey: bool
    OnKeyExist: str
    """``ignore`` or ``override``."""
    SuccessCallbackUrl: str
    FailureCallbackUrl: str


class FetchTaskOutput(TypedDict, total=False):
    """Whatever was answered: a refusal is told by its `code`, which is not 0."""

    code: int
    message: str
    request_id: str
    data: dict[str, Any]
    """``taskid`` of a new task; ``status``, ``percent``, ``code`` and ``msg`` of an old one."""
