"""Methods that a subclass or a test has put in the place of a client's: transfers go through them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest

from qcloud_cos import AIRecognitionClient, CosConfig, CosS3Client, CosVectorsClient, MetaInsightClient
from qcloud_cos.cos_encryption_client import CosEncryptionClient
from qcloud_cos.crypto import AESProvider
from qcloud_cos.intelligent_speech import IntelligentSpeechClient
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024
LETTERS = b"abcdefgh" * (MIB // 8) * 2 + b"the end"


@pytest.fixture
def conf(cos_server: LocalCos) -> CosConfig:
    return cos_server.config()


@pytest.fixture
def bucket(conf: CosConfig) -> str:
    name = f"methods-{uuid4().hex[:12]}-1250000000"
    CosS3Client(conf).create_bucket(Bucket=name)
    return name


class Prefixing(CosS3Client):
    """Has a hand in what it is asked to do, as programs' own clients do."""

    def __init__(self, conf: CosConfig) -> None:
        super().__init__(conf, retry=0)
        self.done: list[Any] = []

    def put_object(self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **kwargs: Any) -> Any:
        content = Body if isinstance(Body, bytes) else Body.read()
        self.done.append(("put", len(content), EnableMD5))
        return super().put_object(Bucket, content.swapcase(), f"own/{Key}", EnableMD5, **kwargs)

    def create_multipart_upload(self, Bucket: str, Key: str, **kwargs: Any) -> Any:
        return super().create_multipart_upload(Bucket, f"own/{Key}", **kwargs)

    def upload_part(
        self,
        Bucket: str,
        Key: str,
        Body: Any,
        PartNumber: int,
        UploadId: str,
        EnableMD5: bool = False,
        **kwargs: Any,
    ) -> Any:
        self.done.append((PartNumber, len(Body)))
        return super().upload_part(
            Bucket, f"own/{Key}", Body.swapcase(), PartNumber, UploadId, EnableMD5, **kwargs
        )

    def complete_multipart_upload(
        self, Bucket: str, Key: str, UploadId: str, MultipartUpload: Any, **kwargs: Any
    ) -> Any:
        return super().complete_multipart_upload(Bucket, f"own/{Key}", UploadId, MultipartUpload, **kwargs)

    def abort_multipart_upload(self, Bucket: str, Key: str, UploadId: str, **kwargs: Any) -> Any:
        self.done.append("aborted")
        return super().abort_multipart_upload(Bucket, f"own/{Key}", UploadId, **kwargs)

    def head_object(self, Bucket: str, Key: str, **kwargs: Any) -> Any:
        return super().head_object(Bucket, f"own/{Key}", **kwargs)

    def get_object(self, Bucket: str, Key: str, KeySimplifyCheck: bool = True, **kwargs: Any) -> Any:
        return super().get_object(Bucket, f"own/{Key}", KeySimplifyCheck, **kwargs)


@pytest.mark.parametrize("length", [0, 7, MIB, len(LETTERS)])
@pytest.mark.parametrize("how", ["file", "reader", "metered"])
@pytest.mark.parametrize("md5", [False, True])
def test_uploads_go_through_the_methods_of_a_subclass(
    conf: CosConfig, bucket: str, tmp_path: Path, length: int, how: str, md5: bool
) -> None:
    client = Prefixing(conf)
    content = LETTERS[:length]
    (tmp_path / "f").write_bytes(content)
    if how == "reader":
        client.upload_file_from_buffer(bucket, "k", io.BytesIO(content), PartSize=1)
    else:
        rate = 2**40 if how == "metered" else None
        client.upload_file(bucket, "k", tmp_path / "f", PartSize=1, EnableMD5=md5, rate_limit=rate)
    assert CosS3Client(conf).get_object(bucket, "own/k")["Body"].read() == content.swapcase()
    assert [entry["Key"] for entry in CosS3Client(conf).objects(bucket)] == ["own/k"]
    parts = [(1, MIB), (2, MIB), (3, 7)] if length == len(LETTERS) else []
    parts = [(1, MIB)] if length == MIB and how == "reader" else parts
    assert sorted(each for each in client.done if each[0] != "put") == parts
    assert client.object_exists(bucket, "k")


def test_what_a_subclass_refuses_is_not_uploaded(conf: CosConfig, bucket: str, tmp_path: Path) -> None:
    class Stopping(Prefixing):
        def upload_part(self, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError("no more today")

    client = Stopping(conf)
    (tmp_path / "f").write_bytes(LETTERS)
    with pytest.raises(RuntimeError, match="no more today"):
        client.upload_file(bucket, "k", str(tmp_path / "f"), PartSize=1)
    assert client.done == ["aborted"]
    assert not [*client.multipart_uploads(bucket)]


def test_downloads_go_through_the_methods_of_a_subclass(conf: CosConfig, bucket: str, tmp_path: Path) -> None:
    client = Prefixing(conf)
    client.put_object(bucket, LETTERS, "k")
    client.download_file(bucket, "k", str(tmp_path / "f"), PartSize=1)
    assert (tmp_path / "f").read_bytes() == LETTERS.swapcase()


@pytest.mark.parametrize(
    "kind", [CosS3Client, AIRecognitionClient, CosVectorsClient, IntelligentSpeechClient, MetaInsightClient]
)
def test_every_client_has_its_uploads_go_through_its_methods(
    conf: CosConfig, bucket: str, tmp_path: Path, kind: type[CosS3Client]
) -> None:
    class Refusing(kind):  # type: ignore[misc,valid-type]
        def put_object(self, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError("not today")

    (tmp_path / "f").write_bytes(b"abc")
    with pytest.raises(RuntimeError, match="not today"):
        Refusing(conf).upload_file(bucket, "k", str(tmp_path / "f"))


def test_a_subclass_that_encrypts_may_have_methods_of_its_own(
    conf: CosConfig, bucket: str, tmp_path: Path
) -> None:
    class Counting(CosEncryptionClient):
        sent = 0

        def upload_part(self, *args: Any, **kwargs: Any) -> Any:
            self.sent += 1
            return super().upload_part(*args, **kwargs)

    (tmp_path / "f").write_bytes(LETTERS)
    client = Counting(conf, AESProvider())
    client.upload_file(bucket, "k", str(tmp_path / "f"), PartSize=1)
    assert client.sent == 3
    assert client.get_object(bucket, "k")["Body"].read() == LETTERS
    assert CosS3Client(conf).get_object(bucket, "k")["Body"].read() != LETTERS


def test_uploads_use_what_a_test_has_patched(conf: CosConfig, bucket: str, tmp_path: Path) -> None:
    client = CosS3Client(conf, retry=0)
    (tmp_path / "small").write_bytes(b"abc")
    (tmp_path / "large").write_bytes(LETTERS)
    with mock.patch("qcloud_cos.CosS3Client.put_object", return_value={"ETag": '"a"'}) as put:
        assert client.upload_file(bucket, "k", str(tmp_path / "small")) == {"ETag": '"a"'}
    assert (put.call_args.kwargs["Bucket"], put.call_args.kwargs["Key"]) == (bucket, "k")
    with (
        mock.patch.object(client, "create_multipart_upload", return_value={"UploadId": "u"}),
        mock.patch.object(client, "upload_part", return_value={"ETag": '"p"'}) as part,
        mock.patch.object(client, "complete_multipart_upload", return_value={"ETag": '"c"'}) as complete,
    ):
        assert client.upload_file(bucket, "k", str(tmp_path / "large"), PartSize=1)["ETag"] == '"c"'
    assert sorted(call.args[3] for call in part.call_args_list) == [1, 2, 3]
    assert [len(each["ETag"]) for each in complete.call_args.kwargs["MultipartUpload"]["Part"]] == [3, 3, 3]
    with mock.patch.object(CosS3Client, "head_object", return_value={}):
        assert client.object_exists(bucket, "nothing")
    assert not client.object_exists(bucket, "nothing")


def test_pictures_go_their_own_way_and_files_of_them_by_the_method_in_its_place(
    conf: CosConfig, bucket: str, tmp_path: Path
) -> None:
    class Counting(CosS3Client):
        asked: list[str]

        def put_object(self, *args: Any, **kwargs: Any) -> Any:
            self.asked.append("put_object")
            return super().put_object(*args, **kwargs)

        def ci_put_object(self, *args: Any, **kwargs: Any) -> Any:
            self.asked.append("ci_put_object")
            return super().ci_put_object(*args, **kwargs)

    (tmp_path / "a.png").write_bytes(LETTERS)
    client = Counting(conf)
    client.asked = []
    client.ci_put_object(bucket, LETTERS, "a.png")
    client.ci_put_object_from_local_file(bucket, str(tmp_path / "a.png"), "b.png", True, ContentType="image/png")
    assert client.asked == ["ci_put_object"] * 2
    assert [client.get_object(bucket, key)["Body"].read() for key in ("a.png", "b.png")] == [LETTERS] * 2
