"""Vectors and data sets: what is sent, and where, and what may be sent twice.  Values, no sockets."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from array import array
from collections.abc import Callable
from typing import Any

import pytest

from answered import CONF, read, request
from qcloud_cos import CosClientError, CosConfig, CosServiceError, CosVectorsClient, MetaInsightClient
from qcloud_cos.cos_vectors_client import CosVectorsCalls
from qcloud_cos.meta_insight import MetaInsightCalls
from qcloud_cos.operations.processing.insight import Insight
from qcloud_cos.operations.vectors import Vectors
from qcloud_cos.server import LocalCos

HOST = "vectors.ap-x.coslake.com"
vectors, insight = CosVectorsCalls(), MetaInsightCalls()
anything: Any = vectors
any_insight: Any = insight
"""For slips that types would tell."""
BUCKET, INDEX = "photos-1250000000", "i.1"
GET = vectors.get_vectors(BUCKET, INDEX, ["k"])
LISTED = insight.ci_describe_datasets()
OPERATIONS = [(kind, name) for kind in (Vectors, Insight) for name in vars(kind) if not name.startswith("_")]
SAMPLES: dict[str, Any] = {
    **{
        "Bucket": BUCKET,
        "Index": INDEX,
        "Keys": ["k"],
        "Policy": {},
        "Vectors": [],
        "QueryVector": {"float32": [1]},
    },
    **{"TopK": 1, "DataType": "float32", "Dimension": 1, "DistanceMetric": "cosine"},
    **{"Body": {}, "DatasetName": "d", "Uri": "cos://b-1"},
}


def conf(**more: Any) -> CosConfig:
    return CosConfig(**{"Region": "ap-x", "SecretId": "i", "SecretKey": "k", **more})


def described(name: str, client: Any = None) -> Any:
    """The operation called with samples of what it needs."""
    calls = client or (vectors if hasattr(vectors, name) else insight)
    parameters = inspect.signature(getattr(calls, name)).parameters.values()
    needed = [each.name for each in parameters if each.default is each.empty and each.name in SAMPLES]
    return getattr(calls, name)(**{each: SAMPLES[each] for each in needed})


def test_arrays_are_stored_as_lists_are() -> None:
    by_list = vectors.put_vectors(BUCKET, INDEX, [{"key": "k", "data": {"float32": [0.5, 1.0]}}])
    by_array = vectors.put_vectors(BUCKET, INDEX, [{"key": "k", "data": {"float32": array("f", [0.5, 1.0])}}])
    assert by_array == by_list
    asked = vectors.query_vectors(BUCKET, INDEX, {"float32": array("d", [0.5])}, 3)
    assert isinstance(asked.body, bytes)
    assert json.loads(asked.body)["queryVector"] == {"float32": [0.5]}


@pytest.mark.parametrize(
    ("describe", "says"),
    [
        (
            lambda: vectors.put_vectors(BUCKET, INDEX, [{"key": "k", "data": {"float32": [float("inf")]}}]),
            "told in JSON",
        ),
        (lambda: vectors.put_vectors(BUCKET, INDEX, [{"key": {1.0}}]), "set is neither"),
        (lambda: anything.put_vectors(BUCKET, INDEX, {"key": "k"}), "Vectors must be a list"),
        (lambda: vectors.delete_vectors(BUCKET, INDEX, "k"), "Keys must be a list"),
        (lambda: anything.get_vectors(BUCKET, INDEX, None), "Keys must be a list"),
        (lambda: vectors.create_index(BUCKET, INDEX, "float32", 1, "cosine", "year"), "Keys must be a list"),
        (lambda: vectors.get_index(BUCKET, ""), "Index must be the name"),
        (lambda: vectors.get_vector_bucket(""), "Bucket is empty"),
        (lambda: vectors.list_vectors(BUCKET, INDEX, SegmentIndex=1), "go together"),
        (lambda: anything.put_vector_bucket_policy(BUCKET, 5), "Policy must be"),
        (lambda: any_insight.ci_create_dataset("d"), "Body must be a dict"),
        (lambda: insight.ci_create_dataset({"DatasetName": object()}), "Body cannot be told in JSON"),
    ],
)
def test_slips_are_refused_before_anything_is_sent(describe: Any, says: str) -> None:
    with pytest.raises(CosClientError, match=says):
        describe()


@pytest.mark.parametrize("name", [name for _, name in OPERATIONS])
def test_only_what_makes_something_is_not_sent_twice(name: str) -> None:
    assert described(name).repeatable is not name.removeprefix("ci_").startswith("create_")


@pytest.mark.parametrize(
    ("config", "connects", "host"),
    [
        ({}, f"https://{HOST}", HOST),
        ({"Region": "cossh"}, "https://vectors.ap-shanghai.coslake.com", "vectors.ap-shanghai.coslake.com"),
        ({"EnableOldDomain": False}, f"https://{HOST}", HOST),
        ({"Domain": "v.example.com:81"}, "https://v.example.com:81", "v.example.com:81"),
        ({"Domain": "127.0.0.1:80", "Scheme": "http"}, "http://127.0.0.1", "127.0.0.1"),
        ({"IP": "10.0.0.1", "Port": 8080}, "https://10.0.0.1:8080", HOST),
        ({"IP": "::1", "Domain": "v.example.com"}, "https://[::1]", "v.example.com"),
        (
            {"Endpoint": "cos.accelerate.myqcloud.com"},
            "https://vectors.ap-x.coslake.com",
            "vectors.ap-x.coslake.com",
        ),
    ],
)
def test_vectors_have_their_own_host(config: dict[str, Any], connects: str, host: str) -> None:
    sent = request(GET, conf(**config))
    assert (sent.url, sent.headers["Host"]) == (f"{connects}/GetVectors", host)
    assert conf(**config).cos_vectors_uri(path="/GetVectors").removesuffix("/GetVectors") in (
        connects,
        f"{connects}:80",
    )


def test_the_url_of_an_operation_on_vectors() -> None:
    assert conf().cos_vectors_uri("v.example.com", "a b") == "https://v.example.com/a%20b"
    assert conf(IP="10.0.0.1", Port=1).cos_vectors_uri("v.example.com", "a") == "https://10.0.0.1:1/a"
    with pytest.raises(CosClientError, match="path is missing"):
        conf().cos_vectors_uri()


@pytest.mark.parametrize(
    ("config", "connects", "host"),
    [
        ({}, "https://1.ci.ap-x.myqcloud.com", "1.ci.ap-x.myqcloud.com"),
        ({"EndpointCi": "ci.example.com"}, "https://1.ci.example.com", "1.ci.example.com"),
        ({"EndpointCi": "127.0.0.1:90", "Endpoint": "127.0.0.1:9"}, "https://127.0.0.1:90", "127.0.0.1:90"),
        ({"Domain": "cdn.example.com"}, "https://1.ci.ap-x.myqcloud.com", "1.ci.ap-x.myqcloud.com"),
        ({"IP": "10.0.0.1", "Port": 8080}, "https://10.0.0.1:8080", "1.ci.ap-x.myqcloud.com"),
    ],
)
def test_data_sets_are_at_the_accounts_host(config: dict[str, Any], connects: str, host: str) -> None:
    sent = request(LISTED, conf(Appid=1, **config))
    assert (sent.url, sent.headers["Host"]) == (f"{connects}/datasets?maxresults=100", host)


@pytest.mark.parametrize(
    ("call", "config", "says"),
    [
        (LISTED, CONF, "Appid is missing"),
        (LISTED, conf(Appid=1, Endpoint="127.0.0.1:9000"), "give EndpointCi"),
        (GET, conf(Endpoint="127.0.0.1:9000"), "give Domain="),
        (GET, CosConfig(Endpoint="cos.example.com", SecretId="i", SecretKey="k"), "Region is missing"),
        (LISTED, CosConfig(Appid=1, Endpoint="cos.example.com", SecretId="i", SecretKey="k"), "Region is missing"),
    ],
)
def test_where_there_is_no_such_host_it_is_said(call: Any, config: CosConfig, says: str) -> None:
    with pytest.raises(CosClientError, match=says):
        request(call, config)


@pytest.mark.parametrize(("kind", "name"), OPERATIONS)
def test_a_local_server_is_not_asked_and_nobody_else_either(kind: type, name: str, cos_server: LocalCos) -> None:
    config = cos_server.config()
    config._appid = cos_server.account.appid
    client = (CosVectorsClient if kind is Vectors else MetaInsightClient)(config, retry=0)
    with pytest.raises(CosClientError, match="one machine: give (Domain|EndpointCi)"):
        described(name, client)


@pytest.mark.parametrize("service", ["vectors", "insight"])
def test_a_local_server_that_is_asked_all_the_same_refuses(service: str, cos_server: LocalCos) -> None:
    local = cos_server.config()
    ip, _, port = str(local._endpoint).partition(":")
    account = cos_server.account
    keys = {"SecretId": account.secret_id, "SecretKey": account.secret_key}
    config = conf(Appid=1, Region="ap-guangzhou", IP=ip, Port=port, Scheme="http", **keys)
    ask: dict[str, Callable[[], Any]] = {
        "vectors": CosVectorsClient(config, 0).list_vector_buckets,
        "insight": MetaInsightClient(config, 0).ci_describe_datasets,
    }
    with pytest.raises(CosServiceError) as refused:
        ask[service]()
    assert (refused.value.get_status_code(), refused.value.get_error_code()) == (501, "NotImplemented")


def test_answers_are_read_by_their_type() -> None:
    found = {"vectors": [{"key": "k", "distance": 0.5}]}
    headers, body = read(GET, json.dumps(found), Content_Type="application/json")
    assert (headers["Content-Type"], body) == ("application/json", found)
    told = read(
        LISTED,
        "<Response><Datasets><DatasetName>d</DatasetName></Datasets></Response>",
        Content_Type="application/xml",
    )
    assert told[1] == {"Datasets": [{"DatasetName": "d"}]}
    assert read(vectors.delete_index(BUCKET, INDEX), "", x_cos_request_id="r") == {"x-cos-request-id": "r"}


def test_the_token_of_a_temporary_key_goes_where_each_service_reads_it() -> None:
    config = conf(Appid=1, Token="t")
    assert request(LISTED, config).headers["x-ci-security-token"] == "t"
    assert request(GET, config).headers["x-cos-security-token"] == "t"


def test_the_clients_come_when_they_are_named() -> None:
    asked = (
        "import sys, qcloud_cos; modules = lambda: 'qcloud_cos.cos_vectors_client' in sys.modules;"
        "before = modules(); qcloud_cos.CosVectorsClient; print(before, modules())"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
