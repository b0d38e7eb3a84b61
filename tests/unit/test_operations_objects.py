"""Appending, links, tags, restoring, changing in place: values, no sockets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answered import CONF, do, read, request, response
from qcloud_cos import Calls, CosClientError, CosConfig
from qcloud_cos.core import answers
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Call, Request, Response, Send, Sized
from qcloud_cos.errors import AnswerLost, CosException
from qcloud_cos.types import AppendObjectOutput, Tagging

calls = Calls()


def test_what_is_appended_says_where_it_goes() -> None:
    wanted: Call[AppendObjectOutput] = Call(
        "POST",
        "b-1",
        "k",
        query={"append": "", "position": "7"},
        headers={"Content-Type": "text/plain"},
        body=b"more",
        returns=answers.stored(AppendObjectOutput),
        repeatable=False,
    )
    assert calls.append_object("b-1", "k", 7, "more", ContentType="text/plain") == wanted


def test_a_picture_that_cos_changes_has_another_checksum() -> None:
    assert calls.put_object("b-1", b"x", "k").summed
    assert not calls.put_object("b-1", b"x", "k", PicOperations="{}").summed


@pytest.mark.parametrize("failure", [response(status=500), AnswerLost("x")])
def test_defect_15_what_was_perhaps_appended_is_not_appended_again(failure: Response | Exception) -> None:
    steps = exchange(calls.append_object("b-1", "k", 0, b"x"), CONF, Retry())
    assert isinstance(next(steps), Send)
    with pytest.raises(CosException):
        steps.throw(failure) if isinstance(failure, Exception) else steps.send(failure)


def test_a_local_file_is_stored_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"content")
    seen: list[Any] = []

    def answer(asked: Request) -> Response:
        assert isinstance(asked.body, Sized)
        seen.append((asked.method, asked.body.length, asked.headers["Content-MD5"], asked.body.file))
        assert not asked.body.file.closed
        return response(ETag="e")

    put = calls.put_object_from_local_file("b-1", path, "k", EnableMD5=True, ContentType="text/plain")
    assert do(put, answer)["ETag"] == "e"
    [(method, length, md5, file)] = seen
    assert (method, length, md5) == ("PUT", 7, "mgNkuembtIDdJeHwKEyFVQ==")
    assert file.closed


def test_a_local_file_that_is_not_there_is_pythons_own_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        request(calls.put_object_from_local_file("b-1", str(tmp_path / "none"), "k"))


def test_a_link_names_its_target() -> None:
    call = calls.put_symlink("b-1", "link", "dir/t a.txt")
    assert (call.method, call.key, dict(call.query)) == ("PUT", "link", {"symlink": ""})
    assert dict(call.headers) == {"x-cos-symlink-target": "dir/t a.txt"}
    get = calls.get_symlink("b-1", "link", VersionId="v")
    assert (get.method, get.key, dict(get.query), dict(get.headers)) == (
        "GET",
        "link",
        {"symlink": "", "versionId": "v"},
        {},
    )
    assert read(get, b"", x_cos_symlink_target="t")["x-cos-symlink-target"] == "t"


def test_a_target_is_encoded_only_where_a_header_cannot_hold_it() -> None:
    target = calls.put_symlink("b-1", "l", "中/%E4%B8%AD\n").headers["x-cos-symlink-target"]
    assert target == "%E4%B8%AD/%E4%B8%AD%0A"


def test_restoring_says_for_how_long() -> None:
    call = calls.restore_object("b-1", "k", {"Days": 3, "CASJobParameters": {"Tier": "Bulk"}}, VersionId="v")
    assert (call.method, dict(call.query), dict(call.headers)) == ("POST", {"restore": "", "versionId": "v"}, {})
    assert call.body == (
        b'<?xml version="1.0" encoding="utf-8"?>\n<RestoreRequest><Days>3</Days>'
        b"<CASJobParameters><Tier>Bulk</Tier></CASJobParameters></RestoreRequest>"
    )


def test_tags_of_a_version_are_asked_for_in_the_query() -> None:
    tags: Tagging = {"TagSet": {"Tag": [{"Key": "k", "Value": "v"}]}}
    put = calls.put_object_tagging("b-1", "k", tags, VersionId="v")
    get = calls.get_object_tagging("b-1", "k", VersionId="v")
    delete = calls.delete_object_tagging("b-1", "k", VersionId="v")
    for call, method in ((put, "PUT"), (get, "GET"), (delete, "DELETE")):
        assert (call.method, dict(call.query), dict(call.headers)) == (
            method,
            {"tagging": "", "versionId": "v"},
            {},
        )
    assert isinstance(put.body, bytes)
    assert read(get, put.body) == tags


def test_defect_20_an_acl_is_that_of_the_version_asked_for() -> None:
    put = calls.put_object_acl("b-1", "k", ACL="private", VersionId="v")
    assert dict(put.query) == {"acl": "", "versionId": "v"}
    assert dict(put.headers) == {"x-cos-acl": "private"}
    get = calls.get_object_acl("b-1", "k", VersionId="v")
    assert (dict(get.query), dict(get.headers)) == ({"acl": "", "versionId": "v"}, {})


def test_an_object_is_changed_by_copying_it_onto_itself() -> None:
    changed = request(calls.change_object_storage_class("b-1", "a b", "ARCHIVE"))
    assert (changed.method, changed.target) == ("PUT", "/a%20b")
    assert changed.headers["x-cos-copy-source"] == "b-1.cos.ap-x.myqcloud.com/a%20b"
    assert changed.headers["x-cos-metadata-directive"] == "Replaced"
    assert changed.headers["x-cos-storage-class"] == "ARCHIVE"
    updated = request(
        calls.update_object_meta("b-1", "k", ContentType="text/html", Metadata={"x-cos-meta-a": "1"})
    )
    assert updated.headers["Content-Type"] == "text/html"
    assert updated.headers["x-cos-meta-a"] == "1"


def test_defect_20_an_object_can_be_changed_through_a_domain() -> None:
    both = CosConfig(Region="ap-x", Domain="www.example.com", SecretId="i", SecretKey="k")
    changed = request(calls.change_object_storage_class("b-1", "k", "ARCHIVE"), both)
    assert changed.headers["Host"] == "www.example.com"
    assert changed.headers["x-cos-copy-source"] == "b-1.cos.ap-x.myqcloud.com/k"


def test_defect_20_a_client_that_knows_only_a_domain_asks_for_the_region() -> None:
    only = CosConfig(Domain="www.example.com", SecretId="i", SecretKey="k")
    sent: list[Request] = []

    def answer(asked: Request) -> Response:
        sent.append(asked)
        return response("<R><ETag>e</ETag></R>", 200, x_cos_bucket_region="ap-y")

    assert do(calls.update_object_meta("b-1", "k", ContentType="a/b"), answer, only)["ETag"] == "e"
    assert [asked.method for asked in sent] == ["HEAD", "PUT"]
    assert sent[1].headers["x-cos-copy-source"] == "b-1.cos.ap-y.myqcloud.com/k"


def test_a_domain_that_does_not_tell_the_region_is_an_error_that_says_so() -> None:
    only = CosConfig(Domain="www.example.com", SecretId="i", SecretKey="k")
    with pytest.raises(CosClientError, match="no Region"):
        do(calls.update_object_meta("b-1", "k"), lambda _: response(), only)
