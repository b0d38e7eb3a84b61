"""All that is set up for a bucket, in one result."""

from __future__ import annotations

from typing import Any

import pytest

from answered import CONF, do, response
from qcloud_cos import Calls, CosClientError, CosConfig
from qcloud_cos.core.wire import Request, Response
from qcloud_cos.errors import AccessDenied

FOUND = {
    "website": "<W><IndexDocument><Suffix>i</Suffix></IndexDocument></W>",
    "object-lock": "<O><ObjectLockEnabled>Enabled</ObjectLockEnabled></O>",
    "acl": "<A><AccessControlList/></A>",
    "logging": "<BucketLoggingStatus/>",
    "lifecycle": "<L><Rule><ID>1</ID></Rule></L>",
    "replication": "<R><Role>r</Role></R>",
    "encryption": "<E><Rule/></E>",
    "cors": "<C><CORSRule><ID>1</ID></CORSRule></C>",
    "versioning": "<V><Status>Enabled</Status></V>",
    "intelligent-tiering": "<L><Empty/></L>",
    "tagging": "<Tagging><TagSet/></Tagging>",
}


def asked(request: Request) -> str:
    return request.target.partition("?")[2].rstrip("=")


def everything(request: Request) -> Response:
    if request.method == "HEAD":
        return response(x_cos_bucket_region="ap-x", x_cos_bucket_arch="OFS")
    return response(FOUND[asked(request)])


def meta(answer: Any, conf: CosConfig = CONF) -> dict[str, Any]:
    found: dict[str, Any] = do(Calls().get_bucket_meta("b-1"), answer, conf)
    return found


def test_everything_is_asked_and_named() -> None:
    found = meta(everything)
    assert set(found) == set(
        "BucketUrl Location OFS MAZ Encryption ACL Website Logging CORS Versioning IntelligentTiering Lifecycle "
        "Tagging ObjectLock Replication Errors".split()
    )
    assert found["BucketUrl"] == "https://b-1.cos.ap-x.myqcloud.com"
    assert (found["Location"], found["OFS"], found["MAZ"], found["Errors"]) == ("ap-x", True, False, {})
    assert found["Versioning"] == {"Status": "Enabled"}
    assert found["CORS"] == {"CORSRule": [{"ID": "1"}]}


def test_what_is_not_set_up_is_none_and_no_error() -> None:
    def answer(request: Request) -> Response:
        if asked(request) == "website":
            return response("<Error><Code>NoSuchWebsiteConfiguration</Code></Error>", 404)
        return everything(request)

    found = meta(answer)
    assert found["Website"] is None
    assert found["Errors"] == {}


def test_defect_23_what_could_not_be_asked_is_named_with_the_reason() -> None:
    def answer(request: Request) -> Response | Exception:
        if asked(request) == "acl":
            return response("<Error><Code>AccessDenied</Code></Error>", 403)
        if asked(request) == "cors":
            return CosClientError("the network is down")
        return everything(request)

    found = meta(answer)
    assert found["ACL"] is None
    assert found["CORS"] is None
    assert found["Lifecycle"] == {"Rule": [{"ID": "1"}]}
    assert set(found["Errors"]) == {"ACL", "CORS"}
    assert isinstance(found["Errors"]["ACL"], AccessDenied)


def test_a_bucket_that_is_not_there_is_told_from_one_without_settings() -> None:
    def answer(request: Request) -> Response:
        body = "" if request.method == "HEAD" else "<Error><Code>NoSuchBucket</Code></Error>"
        return response(body, 404)

    found = meta(answer)
    assert len(found["Errors"]) == 12
    assert found["BucketUrl"] is None
    assert found["OFS"] is False


def test_keywords_go_with_every_request() -> None:
    with pytest.raises(CosClientError, match="No Parameter Named X"):
        do(Calls().get_bucket_meta("b-1", X=1), everything)  # type: ignore[call-arg]
