"""Each operation of the client is answered by the server's handler of its own name."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import qcloud_cos.server.app  # noqa: F401 - registers the handlers
from qcloud_cos import Calls, CosConfig
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Call, Send
from qcloud_cos.server.routes import ROUTES, resolve

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
    "CORSConfiguration": {"CORSRule": []},
    "LifecycleConfiguration": {"Rule": []},
    "SymlinkName": "k",
    "SymlinkTarget": "t",
    "Policy": "{}",
    "Tagging": {"TagSet": {"Tag": []}},
    "RestoreRequest": {"Days": 1},
    "Position": 0,
    "Data": b"",
    "Status": "Enabled",
}
UNSENT = {"get_auth", "get_presigned_url", "get_presigned_download_url", "get_object_url"}
"""They sign, and send nothing."""
ASKS_WITH = {"object_exists": "head_object", "bucket_exists": "head_bucket"}
SERVER_ONLY = {"preflight", "post_object"}

calls = Calls()
OPERATIONS = [name for name in dir(calls) if not name.startswith("_") and name not in UNSENT]


def sample(name: str) -> Any:
    describe = getattr(calls, name)
    needed = [
        argument.name
        for argument in inspect.signature(describe).parameters.values()
        if argument.default is argument.empty and argument.kind is not argument.VAR_KEYWORD
    ]
    return describe(**{argument: SAMPLES[argument] for argument in needed})


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_server_answers_each_call_with_the_handler_of_its_name(name: str) -> None:
    plan = sample(name)
    if isinstance(plan, Call):
        handler = resolve(plan.method, plan.bucket, plan.key, plan.query, plan.headers)
    else:
        step = next(exchange(plan, CONF, Retry()))
        assert isinstance(step, Send)
        path, _, query = step.request.target.partition("?")
        fields = dict(field.split("=") for field in query.split("&")) if query else {}
        handler = resolve(step.request.method, "b-1250000000", path[1:], fields, step.request.headers)
    assert handler is not None
    assert handler.__name__ == ASKS_WITH.get(name, name)


def test_every_handler_has_an_operation() -> None:
    assert {route.handler.__name__ for route in ROUTES.values()} - set(dir(Calls)) <= SERVER_ONLY
