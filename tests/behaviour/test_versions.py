"""Versions, markers, and the null version."""

from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError, CosServiceError

NOT_FOUND = "404 NoSuchKey"


def versioning(world: World, status: str) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, status))


def head(world: World, key: str, **arguments: Any) -> Any:
    return world.do(world.client.head_object(world.bucket, key, **arguments))


def delete(world: World, key: str, **arguments: Any) -> Any:
    return world.do(world.client.delete_object(world.bucket, key, **arguments))


def listed(world: World) -> list[tuple[str, str, str, bool]]:
    """Kind, key, version id and whether it is the latest."""
    page = world.do(world.client.list_objects_versions(world.bucket))
    return [
        (kind, entry["Key"], entry["VersionId"], entry["IsLatest"] == "true")
        for kind in ("Version", "DeleteMarker")
        for entry in page.get(kind, [])
    ]


def test_a_bucket_has_no_versions_until_it_is_told_to(world: World) -> None:
    assert not world.do(world.client.get_bucket_versioning(world.bucket)).get("Status")
    assert "x-cos-version-id" not in world.put("k")
    assert "x-cos-version-id" not in head(world, "k")
    for status in ("Enabled", "Suspended", "Enabled"):
        versioning(world, status)
        assert world.do(world.client.get_bucket_versioning(world.bucket))["Status"] == status
    with pytest.raises(CosClientError, match="Status must be"):
        versioning(world, "Off")


def test_every_write_is_kept(world: World) -> None:
    world.put("k", b"before")
    versioning(world, "Enabled")
    first, second = (world.put("k", body)["x-cos-version-id"] for body in (b"first", b"second"))
    assert world.read("k") == b"second"
    for version_id, content in ((first, b"first"), (second, b"second"), ("null", b"before")):
        assert world.read("k", VersionId=version_id) == content
        assert head(world, "k", VersionId=version_id)["x-cos-version-id"] == version_id
    assert listed(world) == [
        ("Version", "k", second, True),
        ("Version", "k", first, False),
        ("Version", "k", "null", False),
    ]


def test_deleting_hides_and_deleting_the_marker_shows_again(world: World) -> None:
    versioning(world, "Enabled")
    kept = world.put("k")["x-cos-version-id"]
    gone = delete(world, "k")
    assert gone["x-cos-delete-marker"] == "true"
    marker = gone["x-cos-version-id"]
    with pytest.raises(CosServiceError, match=NOT_FOUND):
        world.read("k")
    with pytest.raises(CosServiceError, match="404"):
        head(world, "k")
    with pytest.raises(CosServiceError, match=NOT_FOUND):
        world.read("k", VersionId=marker)
    assert world.keys() == []
    assert world.read("k", VersionId=kept) == b"content"
    another = delete(world, "k")["x-cos-version-id"]
    assert another != marker
    for id_ in (another, marker):
        answer = delete(world, "k", VersionId=id_)
        assert (answer["x-cos-delete-marker"], answer["x-cos-version-id"]) == ("true", id_)
    assert world.read("k") == b"content"


def test_a_version_deleted_is_gone_for_good(world: World) -> None:
    versioning(world, "Enabled")
    first, second = (world.put("k", body)["x-cos-version-id"] for body in (b"first", b"second"))
    answer = delete(world, "k", VersionId=second)
    assert answer["x-cos-version-id"] == second
    assert "x-cos-delete-marker" not in answer
    assert world.read("k") == b"first"
    with pytest.raises(CosServiceError, match="404 NoSuchVersion"):
        world.read("k", VersionId=second)
    delete(world, "k", VersionId=first)
    assert listed(world) == []


def test_suspended_writes_replace_the_null_version_only(world: World) -> None:
    versioning(world, "Enabled")
    kept = world.put("k", b"kept")["x-cos-version-id"]
    versioning(world, "Suspended")
    assert "x-cos-version-id" not in world.put("k", b"null 1")
    world.put("k", b"null 2")
    assert listed(world) == [("Version", "k", "null", True), ("Version", "k", kept, False)]
    gone = delete(world, "k")
    assert (gone["x-cos-version-id"], gone["x-cos-delete-marker"]) == ("null", "true")
    assert listed(world) == [("Version", "k", kept, False), ("DeleteMarker", "k", "null", True)]
    assert world.read("k", VersionId=kept) == b"kept"


def test_overwriting_cannot_be_forbidden_where_nothing_is_lost(world: World) -> None:
    forbid = {"x-cos-forbid-overwrite": "true"}
    versioning(world, "Enabled")
    world.put("k", b"1", Metadata=forbid)
    world.put("k", b"2", Metadata=forbid)
    versioning(world, "Suspended")
    world.put("k", b"3", Metadata=forbid)
    assert world.read("k") == b"3"


def test_versions_are_copied_by_id(world: World) -> None:
    versioning(world, "Enabled")
    old = world.put("k", b"old")["x-cos-version-id"]
    world.put("k", b"new")
    source: Any = {"Bucket": world.bucket, "Key": "k", "VersionId": old}
    copied = world.do(world.client.copy_object(world.bucket, "copy", source))
    assert copied["x-cos-copy-source-version-id"] == old
    assert copied["VersionId"] == head(world, "copy")["x-cos-version-id"] == copied["x-cos-version-id"]
    assert world.read("copy") == b"old"
    world.do(world.client.copy_object(world.bucket, "k", source))
    assert world.read("k") == b"old", "an old version is brought back by copying it onto its key"
    marker = delete(world, "k")["x-cos-version-id"]
    source["VersionId"] = marker
    with pytest.raises(CosServiceError, match="400"):
        world.do(world.client.copy_object(world.bucket, "copy", source))
    with pytest.raises(CosServiceError, match=NOT_FOUND):
        world.do(world.client.copy_object(world.bucket, "copy", {"Bucket": world.bucket, "Key": "k"}))


def test_many_are_deleted_by_version(world: World) -> None:
    versioning(world, "Enabled")
    first = world.put("a")["x-cos-version-id"]
    world.put("b")
    marker = delete(world, "b")["x-cos-version-id"]
    wanted: Any = {"Object": [{"Key": "a", "VersionId": first}, {"Key": "b", "VersionId": marker}, {"Key": "c"}]}
    answer = world.do(world.client.delete_objects(world.bucket, wanted))
    deleted = {entry["Key"]: entry for entry in answer["Deleted"]}
    assert deleted["a"] == {"Key": "a", "VersionId": first}
    assert deleted["b"] == {
        "Key": "b", "VersionId": marker, "DeleteMarker": "true", "DeleteMarkerVersionId": marker,
    }  # fmt: skip
    assert deleted["c"]["DeleteMarker"] == "true"
    assert world.keys() == ["b"]


def test_completed_uploads_are_versions_too(world: World) -> None:
    for status in ("Enabled", "Suspended"):
        versioning(world, status)
        upload = world.do(world.client.create_multipart_upload(world.bucket, "k"))["UploadId"]
        etag = world.do(world.client.upload_part(world.bucket, "k", b"part", 1, upload))["ETag"]
        parts: Any = {"Part": [{"PartNumber": 1, "ETag": etag}]}
        answer = world.do(world.client.complete_multipart_upload(world.bucket, "k", upload, parts))
        assert (answer["x-cos-version-id"] == "null") is (status == "Suspended")
        assert head(world, "k")["x-cos-version-id"] == answer["x-cos-version-id"]


def test_versions_have_their_own_acl(world: World) -> None:
    versioning(world, "Enabled")
    old = world.put("k", b"old")["x-cos-version-id"]
    world.put("k", b"new")
    world.do(world.client.put_object_acl(world.bucket, "k", ACL="public-read", VersionId=old))
    acl = world.client.get_object_acl
    assert world.do(acl(world.bucket, "k", VersionId=old))["CannedACL"] == "public-read"
    assert world.do(acl(world.bucket, "k"))["CannedACL"] == "default"
