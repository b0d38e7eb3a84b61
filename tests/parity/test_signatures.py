"""Arguments given by position mean what they mean to the published SDK."""

from __future__ import annotations

import inspect

import pytest

from qcloud_cos import CosConfig

from .everything import METHODS
from .ours import CLIENTS
from .published import Published

REQUIRED = {
    # Without them there is nothing to set or to delete, and COS would say so.
    "put_bucket_cors": "CORSConfiguration",
    "put_bucket_lifecycle": "LifecycleConfiguration",
    "delete_objects": "Delete",
    "complete_multipart_upload": "MultipartUpload",
    "restore_object": "RestoreRequest",
    "put_object_tagging": "Tagging",
    "put_async_fetch_task": "FetchTaskConfiguration",
    "put_bucket_replication": "ReplicationConfiguration",
    "put_bucket_website": "WebsiteConfiguration",
    "put_bucket_domain": "DomainConfiguration",
    "put_bucket_origin": "OriginConfiguration",
    "put_bucket_inventory": "InventoryConfiguration",
    "post_bucket_inventory": "InventoryConfiguration",
    "put_bucket_tagging": "Tagging",
    "put_bucket_referer": "RefererConfiguration",
    "put_bucket_response_control": "ResponseControlConfiguration",
    "put_bucket_object_lock": "ObjectLockConfiguration",
    "put_bucket_encryption": "ServerSideEncryptionConfiguration",
}


def _ours(method: str) -> list[inspect.Parameter]:
    client = next(each for each in CLIENTS if hasattr(each, method))
    return list(inspect.signature(getattr(client, method)).parameters.values())


@pytest.mark.parametrize("method", METHODS)
def test_the_parameters_stand_in_the_same_order(published: Published, method: str) -> None:
    meant = [[name, default and REQUIRED.get(method) != name] for name, default in published.signatures[method]]
    ours = [
        [parameter.name, parameter.default is not parameter.empty]
        for parameter in _ours(method)
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    assert ours == meant


def test_a_configuration_takes_the_same_parameters(published: Published) -> None:
    ours = [[name, True] for name in list(inspect.signature(CosConfig).parameters)]
    assert ours == published.signatures["CosConfig"]
