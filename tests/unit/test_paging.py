"""How listings go on: values, no sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, assert_type

import pytest

from qcloud_cos import AsyncCosS3Client, Calls, CosClientError, CosConfig, CosS3Client, CosServiceError
from qcloud_cos.core.wire import Call, Together
from qcloud_cos.paging import MARKERS, following
from qcloud_cos.types import ListPartsOutput
from qcloud_cos.types.listings import ListedObject

CONF = CosConfig(Region="ap-x", SecretId="i", SecretKey="k")
MORE = {"IsTruncated": "true"}


@pytest.mark.parametrize(
    ("listing", "page", "then"),
    [
        ("list_objects", {"NextMarker": "m"}, {"Marker": "m"}),
        ("list_buckets", {"NextMarker": "m"}, {"Marker": "m"}),
        ("list_live_channel", {"NextMarker": "m"}, {"Marker": "m"}),
        (
            "list_objects_versions",
            {"NextKeyMarker": "k", "NextVersionIdMarker": None},
            {"KeyMarker": "k", "VersionIdMarker": ""},
        ),
        (
            "list_multipart_uploads",
            {"NextKeyMarker": "k", "NextUploadIdMarker": "u"},
            {"KeyMarker": "k", "UploadIdMarker": "u"},
        ),
        ("list_parts", {"NextPartNumberMarker": "7"}, {"PartNumberMarker": "7"}),
        ("list_bucket_inventory_configurations", {"NextContinuationToken": "t"}, {"ContinuationToken": "t"}),
    ],
)
def test_a_listing_goes_on_where_its_page_says(listing: str, page: Any, then: Any) -> None:
    assert following(listing, {**MORE, **page}, {"Bucket": "b-1"}) == {"Bucket": "b-1", **then}
    for last in ("false", None, "False"):
        assert following(listing, {**page, "IsTruncated": last}, {"Bucket": "b-1"}) is None
    assert following(listing, page, {}) is None


@pytest.mark.parametrize("listing", MARKERS)
def test_every_marker_is_an_argument_of_its_listing(listing: str) -> None:
    markers = dict.fromkeys(MARKERS[listing], "1")
    needed = {} if listing == "list_buckets" else {"Bucket": "b-1"}
    needed |= {"Key": "k", "UploadId": "u"} if listing == "list_parts" else {}
    call = getattr(Calls(), listing)(**needed, **markers)
    assert list(call.query.values()).count("1") == len(markers)


@pytest.mark.parametrize(
    ("listing", "page", "arguments"),
    [
        ("list_objects", {"NextMarker": "m"}, {"Marker": "m"}),
        ("list_objects", {}, {}),
        ("list_objects_versions", {"NextKeyMarker": "k"}, {"KeyMarker": "k", "VersionIdMarker": ""}),
        ("list_parts", {"NextPartNumberMarker": "7"}, {"PartNumberMarker": 7}),
        ("list_objects", {"NextMarker": "a%20b"}, {"Marker": "a b", "EncodingType": "url"}),
    ],
)
def test_a_listing_that_stands_still_is_an_error(listing: str, page: Any, arguments: Any) -> None:
    with pytest.raises(CosClientError, match=f"{listing} stands still"):
        following(listing, {**MORE, **page}, arguments)


def test_another_version_of_the_same_key_is_further_on() -> None:
    page = {**MORE, "NextKeyMarker": "k", "NextVersionIdMarker": "v2"}
    assert following("list_objects_versions", page, {"KeyMarker": "k", "VersionIdMarker": "v1"})


def test_a_marker_that_came_encoded_is_not_encoded_twice() -> None:
    page = {**MORE, "NextMarker": "a%20b%2525"}
    then = following("list_objects", page, {"EncodingType": "url"})
    assert then == {"EncodingType": "url", "Marker": "a b%25"}


def test_only_listings_have_pages() -> None:
    client: Any
    for client in (CosS3Client(CONF), AsyncCosS3Client(CONF)):
        with pytest.raises(CosClientError, match="'head_object' is not a listing"):
            client.paginate("head_object", Bucket="b-1")


def test_a_listing_that_is_overridden_is_paged_through() -> None:
    class Mine(CosS3Client):
        def list_objects(self, Bucket: str, *more: Any, **arguments: Any) -> Any:
            number = int(arguments.get("Marker") or 0) + 1
            return {
                "IsTruncated": str(number < 3).lower(),
                "NextMarker": str(number),
                "Contents": [{"Key": number}],
            }

    keys: list[Any] = [entry["Key"] for entry in Mine(CONF).objects("b-1")]
    assert keys == [1, 2, 3]


def test_pages_and_entries_have_types() -> None:
    client, aclient = CosS3Client(CONF), AsyncCosS3Client(CONF)
    assert_type(client.paginate("list_parts", Bucket="b-1"), Iterator[ListPartsOutput])
    assert_type(aclient.paginate("list_parts", Bucket="b-1"), AsyncIterator[ListPartsOutput])
    assert_type(client.objects("b-1"), Iterator[ListedObject])
    assert_type(aclient.objects("b-1"), AsyncIterator[ListedObject])


def batches(keys: Any, **more: Any) -> tuple[Any, list[list[Any]]]:
    """The flow, begun, and the keys of each of its requests."""
    flow: Any = Calls().delete_keys("b-1", keys, **more)
    step = next(flow)
    assert isinstance(step, Together)
    found = []
    for call in step.calls:
        assert isinstance(call, Call)
        assert (call.method, call.bucket, call.query) == ("POST", "b-1", {"delete": ""})
        found.append(bytes(call.body).decode().split("<Object>")[1:])  # type: ignore[arg-type]
    return flow, found


def finished(flow: Any, *answers: Any) -> Any:
    try:
        for answer in answers:
            step = flow.throw(answer) if isinstance(answer, Exception) else flow.send(answer)
            assert isinstance(step, Call)
    except StopIteration as done:
        return done.value
    raise AssertionError("the flow wants more")


def test_any_number_of_keys_goes_out_in_thousands() -> None:
    flow, sent = batches(str(number) for number in range(2500))
    assert [len(batch) for batch in sent] == [1000, 1000, 500]
    assert sent[2][-1].startswith("<Key>2499</Key></Object>")
    refused = {"Key": "7", "Code": "AccessDenied"}
    answers = [{"Deleted": [{"Key": "1"}]}, {}, {"Error": [refused], "Deleted": [{"Key": "2"}]}]
    assert finished(flow, answers) == {"Deleted": [{"Key": "1"}, {"Key": "2"}], "Error": [refused]}


def test_no_keys_are_no_requests() -> None:
    flow, sent = batches([])
    assert sent == []
    assert finished(flow, []) == {"Deleted": [], "Error": []}


def test_versions_are_named_and_slashes_kept() -> None:
    _, sent = batches(["/a", ("b&", "v1"), ("c", "")])
    assert sent == [
        [
            "<Key>/a</Key></Object>",
            "<Key>b&amp;</Key><VersionId>v1</VersionId></Object>",
            "<Key>c</Key></Object><Quiet>false</Quiet></Delete>",
        ]
    ]


def test_keys_that_xml_cannot_hold_are_deleted_alone() -> None:
    flow, sent = batches(["a", "\x01", ("/\x02", "v"), "\x03"])
    assert [len(batch) for batch in sent] == [1]
    first = flow.send([{"Deleted": [{"Key": "a"}]}])
    assert (first.method, first.key, first.query) == ("DELETE", "/\x01", {})
    second = flow.send(None)
    assert (second.key, second.query) == ("//\x02", {"versionId": "v"})
    error = CosServiceError("DELETE", {"code": "AccessDenied", "message": "no"}, 403)
    third = flow.throw(error)
    assert third.key == "/\x03"
    assert finished(flow, None) == {
        "Deleted": [{"Key": "a"}, {"Key": "\x01"}, {"Key": "\x03"}],
        "Error": [{"Key": "/\x02", "VersionId": "v", "Code": "AccessDenied", "Message": "no"}],
    }


@pytest.mark.parametrize("keys", ["text", [""], [5], [("a",)], [{"Key": "a"}]])
def test_what_is_no_key_is_refused(keys: Any) -> None:
    with pytest.raises(CosClientError, match="Keys must"):
        batches(keys)
