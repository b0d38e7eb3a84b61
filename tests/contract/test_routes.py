"""Each operation of the client is answered by the server's handler of its own name, or with 501 by its name."""

from __future__ import annotations

import inspect
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import qcloud_cos.server.app  # noqa: F401 - registers the handlers
from qcloud_cos import Calls, CosClientError, CosConfig, CosS3Client, CosServiceError
from qcloud_cos.core.wire import Call, Local, Settings, Together
from qcloud_cos.operations import Operations
from qcloud_cos.operations.processing import Processing
from qcloud_cos.server import LocalCos
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.routes import ROUTES, find, resolve
from qcloud_cos.server.unserved import OPERATIONS
from raw import Wire

CONF = CosConfig(Region="ap-guangzhou", SecretId="i", SecretKey="k")
SAMPLES: dict[str, Any] = {
    "Bucket": "b-1250000000",
    "Key": "k",
    "Body": b"",
    "UploadId": "u",
    "PartNumber": 1,
    "Delete": {"Object": [{"Key": "k"}]},
    "CopySource": {"Bucket": "b-1250000000", "Key": "s"},
    "MultipartUpload": {"Part": [{"PartNumber": 1, "ETag": "e"}]},
    "SymlinkName": "k",
    "SymlinkTarget": "t",
    "Policy": "{}",
    "RestoreRequest": {"Days": 1},
    "Position": 0,
    "Data": b"",
    "Status": "Enabled",
    "StorageClass": "STANDARD_IA",
    "Id": "i",
    "DomainName": "www.example.com",
    "ChannelName": "c",
    "Switch": "enabled",
    "PlaylistName": "p.m3u8",
    "StartTime": 1,
    "EndTime": 2,
    "TaskId": "t",
    "Keys": ["k"],
    "Expression": "SELECT * FROM COSObject",
    "ExpressionType": "SQL",
    "QueueId": "q",
    "JobID": "j",
    "TemplateId": "t",
    "Url": "http://a/b",
    "Rule": "imageMogr2/strip",
    "JobIDs": "j",
    "JobId": "j",
    "WorkflowId": "w",
    "RunId": "r",
    "DetectUrl": "http://a/b",
    "DetectType": 1,
    "Type": "video",
    "Input": [{"Object": "k"}],
    "UpdateState": "active",
    "MasterPlayKey": "not-a-real-play-key",
}
UNSENT = {
    "create_post_form",
    "get_auth",
    "get_object_url",
    "get_presigned_download_url",
    "get_presigned_url",
    "get_rtmp_signed_url",
}
"""They sign, and send nothing."""
BEGINS_WITH = {
    "bucket_exists": "head_bucket",
    "change_object_storage_class": "copy_object",
    "delete_bucket_referer": "put_bucket_referer",
    "delete_keys": "delete_objects",
    "get_bucket_meta": "head_bucket",
    "object_exists": "head_object",
    "put_object_from_local_file": "put_object",
    "update_object_meta": "copy_object",
}
"""Those that are made of others."""
NOT_SERVED = set(OPERATIONS.values())
FETCHING = ("put_async_fetch_task", "get_async_fetch_task")
"""Of a service with hosts of its own."""
SERVER_ONLY = {"get_page", "list_objects_v2", "preflight", "post_object"}

calls = Calls()
PROCESSING = [name for name in dir(Processing) if not name.startswith("_")]
SENT = [
    name for name in dir(Operations) if not name.startswith("_") and name not in UNSENT and name not in PROCESSING
]
"""Transfers are not among them: all that they send, they send by these."""


def described(name: str, **more: Any) -> Any:
    """The operation called with samples of what it needs, and with `more` as far as it takes it."""
    describe = getattr(calls, name)
    parameters = inspect.signature(describe).parameters
    return describe(**arguments(parameters, **more))


def arguments(parameters: Any, **more: Any) -> dict[str, Any]:
    samples = SAMPLES | more
    needed = {name for name, parameter in parameters.items() if parameter.default is parameter.empty}
    optional = {"StartTime", "EndTime", "Id", "Url", "DetectUrl", "MasterPlayKey"}
    wanted = (needed - {"headers"}) | (parameters.keys() & optional)
    return {name: samples.get(name, {}) for name in wanted}


class Enough(Exception):
    """Ends a flow as any failure does."""


def first_call(plan: Any) -> Call[Any, Any]:
    if isinstance(plan, Call):
        return plan
    step = next(plan)
    while not isinstance(step, Call | Together):
        assert isinstance(step, Settings | Local), step
        step = plan.send(CONF if isinstance(step, Settings) else step.do())
    first = step if isinstance(step, Call) else first_call(next(iter(step.calls)))
    with suppress(Enough):
        plan.throw(Enough())
    return first


@pytest.fixture
def local(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "here").write_bytes(b"")
    return {"LocalFilePath": str(tmp_path / "here")}


@pytest.mark.parametrize("name", [name for name in SENT if name not in {*NOT_SERVED, *FETCHING}])
def test_the_server_answers_each_call_with_the_handler_of_its_name(name: str, local: dict[str, Any]) -> None:
    call = first_call(described(name, **local))
    assert call.service == "cos"
    handler = resolve(call.method, call.bucket, call.key, call.query, call.headers)
    assert handler is not None
    assert handler.__name__ == BEGINS_WITH.get(name, name)


@pytest.mark.parametrize("name", sorted(OPERATIONS.values()))
def test_what_the_server_has_not_it_refuses_by_name(name: str, cos_server: LocalCos) -> None:
    operation = getattr(CosS3Client(cos_server.config(), retry=0), name)
    with pytest.raises(CosServiceError) as refused:
        operation(**arguments(inspect.signature(operation).parameters))
    assert (refused.value.get_status_code(), refused.value.get_error_code()) == (501, "NotImplemented")
    assert refused.value.get_error_msg().startswith(f"{name}: ")


@pytest.mark.parametrize("name", PROCESSING)
def test_data_processing_is_refused_here_and_by_the_server(
    name: str, cos_server: LocalCos, local: dict[str, Any]
) -> None:
    operation = getattr(CosS3Client(cos_server.config(), retry=0), name)
    more = {"PicOperations": "{}"} if name.startswith("ci_put_object") else {}  # without, it is a plain upload
    with pytest.raises((CosClientError, CosServiceError)) as refused:
        operation(**arguments(inspect.signature(operation).parameters, **local), **more)
    error = refused.value
    if isinstance(error, CosServiceError):
        assert (error.get_status_code(), error.get_error_code()) == (501, "NotImplemented")
    else:
        assert "give Endpoint" in str(error)


@pytest.mark.parametrize("name", FETCHING)
def test_tasks_are_asked_for_elsewhere(name: str) -> None:
    call = first_call(described(name))
    assert call.service == "migration"
    assert ROUTES[call.method, "fetching", ""].handler.__name__ == name


def test_other_services_are_known_by_their_hosts(cos_server: LocalCos) -> None:
    with Wire(cos_server, host="b-1250000000.ci.ap-guangzhou.myqcloud.com") as wire:
        assert (wire.request("GET", "/").status, wire.request("GET", "/").code) == (501, "NotImplemented")


def test_an_object_asked_for_with_a_type_is_no_task(cos_server: LocalCos) -> None:
    with Wire(cos_server) as wire:
        assert wire.request("GET", "/t", headers={"Content-Type": "application/json"}).code == "NoSuchBucket"


def test_every_handler_has_an_operation() -> None:
    assert {route.handler.__name__ for route in ROUTES.values()} - set(dir(Calls)) <= SERVER_ONLY


def test_every_operation_is_accounted_for() -> None:
    served = {route.handler.__name__ for route in ROUTES.values()}
    assert served & NOT_SERVED == set()
    assert set(SENT) - served == NOT_SERVED | BEGINS_WITH.keys()


def test_names_of_what_is_not_served_are_operations() -> None:
    assert set(dir(Calls)) >= NOT_SERVED
    for method, resource, subresource in OPERATIONS:
        name, _, variant = subresource.partition("+")
        with pytest.raises(Refusal, match="is not implemented"):
            find(method, "b", "k" if resource == "object" else "", {name: "", "comp": variant}, {})
