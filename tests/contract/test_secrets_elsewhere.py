"""What is not an operation: transfers and their checkpoints, encryption, files, presigned URLs, mistakes."""

from __future__ import annotations

import asyncio
import logging
import pickle
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from contract.canaries import ACCOUNT, CUSTOMER, OURS, SECRET, SSE_C, TOKEN, found_in, seen
from qcloud_cos import AsyncCosS3Client, CosConfig, CosException, CosS3Client
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.credentials import read_profile
from qcloud_cos.crypto import AESProvider, RSAKeyPair, RSAProvider
from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos

BUCKET = "canaries-1250000000"
MIB = 1 << 20
KEYS: dict[str, Any] = {"SecretId": ACCOUNT.secret_id, "SecretKey": SECRET, "Token": TOKEN}


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(accounts=[ACCOUNT]) as server:
        with CosS3Client(server.config()) as owner:
            client: Any = owner
            client.create_bucket(BUCKET)
            client.put_object(BUCKET, b"x" * 3 * MIB, "k", **SSE_C)
        yield server


@pytest.fixture(params=["blocking", "awaiting"])
def told(
    request: pytest.FixtureRequest, cos: LocalCos, caplog: pytest.LogCaptureFixture
) -> Iterator[Callable[[Callable[[Any], Any]], str]]:
    """All that a client's story tells, its failure included."""
    caplog.set_level(logging.DEBUG)
    conf = cos.config()
    conf.set_copy_part_threshold_size(MIB)
    with CosS3Client(conf, retry=0) as blocking, asyncio.Runner() as runner:
        awaiting = AsyncCosS3Client(conf, retry=0)

        def tell(story: Callable[[Any], Any]) -> str:
            async def wait() -> Any:
                return await story(awaiting)

            try:
                result = story(blocking) if request.param == "blocking" else runner.run(wait())
            except BaseException as error:
                return caplog.text + "\n".join(seen(error))
            return caplog.text + repr(result)

        yield tell
        runner.run(awaiting.close())


def error_of(do: Callable[[], Any], kind: type[BaseException] = CosException) -> str:
    with pytest.raises(kind) as raised:
        do()
    return "\n".join(seen(raised.value))


class Stop(Exception):
    """Of the program's own."""


def stop(*_: Any) -> None:
    raise Stop


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("failing", ["server", "network", "program", "interrupted"])
@pytest.mark.parametrize("what", ["upload_file", "download_file", "copy"])
def test_transfers_and_their_checkpoints_tell_nothing(
    cos: LocalCos, told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, failing: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").write_bytes(b"y" * 3 * MIB)
    wanted: dict[str, dict[str, Any]] = {
        "upload_file": {"LocalFilePath": str(tmp_path / "here"), "Key": "new"},
        "download_file": {"DestFilePath": str(tmp_path / "there"), "Key": "k"},
        "copy": {"CopySource": {"Bucket": BUCKET, "Key": "k"}, "Key": "new"}
        | {f"CopySource{name}": value for name, value in SSE_C.items()},
    }
    callback = {"program": stop, "interrupted": interrupt}.get(failing)

    def story(client: Any) -> Any:
        return getattr(client, what)(
            Bucket=BUCKET, PartSize=1, MAXThread=2, progress_callback=callback, **wanted[what], **SSE_C
        )

    faults: list[Any] = []
    if failing in ("server", "network"):
        how: Any = {"status": 500} if failing == "server" else {"reset": True}
        faults = [cos.fault(of, skip=1, **how) for of in ("upload_part*", "get_object", "copy_object")]
    with ExitStack() as stack:
        for fault in faults:
            stack.enter_context(fault)
        text = told(story)
    assert "Traceback" in text
    kept = [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert not found_in(text, *kept)


@pytest.mark.parametrize("where", ["body", "checksum", "cut"])
def test_reading_a_body_tells_nothing(cos: LocalCos, told: Any, where: str) -> None:
    """Its errors come when the operation is over."""
    hows: dict[str, Any] = {"body": {"status": 503}, "checksum": {"corrupt": True}, "cut": {"truncate": 1000}}

    def story(client: Any) -> Any:
        async def awaited() -> Any:
            return await (await client.get_object(BUCKET, "k", **SSE_C))["Body"].read()

        if isinstance(client, AsyncCosS3Client):
            return awaited()
        return client.get_object(BUCKET, "k", **SSE_C)["Body"].read()

    with cos.fault("get_object", **hows[where]):
        text = told(story)
    assert "Traceback" in text
    assert not found_in(text)


def wrongly_put(client: Any) -> Any:
    return client.put_object(BUCKET, iter([b"x", 5]), "new", **SSE_C)


def send_raw(client: Any) -> Any:
    return client.send_request("GET", client._conf.uri(BUCKET, "nothing"), headers={"X": SECRET, "y": "a\nb"})


def send_nothing(client: Any) -> Any:
    return client.send_request("GET", "nonsense", headers={"Authorization": SECRET})


def ask_for_a_token(client: Any) -> Any:
    return client.sts.scoped_token(BUCKET, "*", "read")


def page(client: Any) -> Any:
    pages = client.paginate("list_parts", Bucket=BUCKET, Key="k", UploadId="none")
    return pages.__anext__() if isinstance(client, AsyncCosS3Client) else next(pages)


def misspell(client: Any) -> Any:
    return client.get_object(BUCKET, "k", SSECustomerKei=CUSTOMER, **SSE_C)


def split_a_header(client: Any) -> Any:
    return client.get_object(BUCKET, "k", SSECustomerKey=CUSTOMER + "\r\nX: y")


def half_a_character(client: Any) -> Any:
    return client.get_object(BUCKET, "k", Metadata={"x-cos-meta-a": "\udc80"}, **SSE_C)


def half_a_character_unsigned(client: Any) -> Any:
    return client.get_object(BUCKET, "k", Metadata={"Accept-Language": "\udc80"}, **SSE_C)


def half_a_character_in_a_key(client: Any) -> Any:
    return client.get_object(BUCKET, "k\udc80", **SSE_C)


def half_a_character_in_a_parameter(client: Any) -> Any:
    return client.list_objects(BUCKET, Prefix="\udc80", Metadata={"x-cos-a": CUSTOMER})


def presign_half_a_character(client: Any) -> Any:
    return client.get_presigned_url(BUCKET, "k\udc80", "GET", Headers={"x-cos-a": CUSTOMER})


def presign_nothing(client: Any) -> Any:
    return client.get_presigned_url(BUCKET, "k", "GET", Expired="long", Headers={"x": 5}, Params={"y": [CUSTOMER]})


HALVES = (
    half_a_character,
    half_a_character_unsigned,
    half_a_character_in_a_key,
    half_a_character_in_a_parameter,
    presign_half_a_character,
)


@pytest.mark.parametrize(
    "story",
    [
        wrongly_put, send_raw, send_nothing, ask_for_a_token, page, misspell, split_a_header, presign_nothing,
        *HALVES,
    ],
    ids=lambda story: story.__name__,
)  # fmt: skip
def test_mistakes_tell_nothing(told: Any, story: Any) -> None:
    text = told(story)
    assert "Traceback" in text
    assert not found_in(text)
    if story in HALVES:
        assert "CosClientError" in text, "it says what is wrong"


def test_a_refused_presigned_url_is_not_told(cos: LocalCos, told: Any) -> None:
    with CosS3Client(cos.config()) as client:
        url = client.get_presigned_url(BUCKET, "k", "GET", Expired=-100)
    text = told(lambda client: client.send_request("GET", url))
    assert "403" in text
    assert not found_in(text)
    proof = url.partition("q-signature=")[2][:40]
    assert proof not in "".join(map(repr, cos.requests)), "the server's log has all of it but the proof"


@pytest.mark.parametrize(
    "given",
    [
        {"SecretKey": f" {SECRET}"},
        {"SecretKey": SECRET, "Token": 5, "SecretId": SECRET + "x"},
        {"Scheme": "ftp"},
        {"Region": None},
        {"SecretId": "", "Secret_key": SECRET, "Access_key": SECRET},
        {"Region": object()},
    ],
)
def test_a_configuration_that_cannot_be_tells_nothing(given: dict[str, Any]) -> None:
    text = error_of(lambda: CosConfig(**{"Region": "ap-guangzhou", **KEYS, **given}), Exception)
    assert not found_in(text)


def test_a_file_system_tells_nothing(cos: LocalCos, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: dict[str, Any] = {"secret_id": ACCOUNT.secret_id, "secret_key": SECRET, "token": TOKEN}
    with pytest.raises(CosException) as raised:
        CosFileSystem(**{**keys, "secret_key": f"{SECRET} "}, region="r")
    texts = [*seen(raised.value)]
    fs: Any = CosFileSystem(**keys, endpoint=cos.endpoint)
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: fs.cat(f"{BUCKET}/none"),
        lambda: fs.ls("none-1250000000"),
        lambda: fs.cat(f"{BUCKET}/k"),  # without the customer's key
        lambda: fs.open(f"{BUCKET}/k", "rb").read(),
    )
    for do in attempts:
        with pytest.raises(OSError) as failed:
            do()
        texts += seen(failed.value)
    texts += [repr(fs), str(vars(fs)), fs.to_json(), pickle.dumps(fs).decode("latin-1")]
    assert not found_in(*texts)


def test_keys_that_encrypt_are_not_told() -> None:
    key = OURS[:31]
    text = error_of(lambda: AESProvider(b64encode(key)))
    assert key.decode() not in text
    assert b64encode(key).decode() not in text
    pem = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----"
    assert not found_in(error_of(lambda: RSAProvider(RSAKeyPair(pem, pem), passphrase=TOKEN)))


def test_a_profile_that_cannot_be_read_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("COS_PROFILE", raising=False)
    broken = f"[default\nsecret_key = {SECRET}\n[[["
    for name in (".cos.yaml", ".cos.conf", ".config/cos/config.toml", ".tccli/default.credential"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(broken)
    assert not found_in(error_of(read_profile))


def test_an_auth_of_requests_tells_nothing() -> None:
    class Odd:
        method, url, headers, body = "GET", "http://[::1", {"x-cos-a": CUSTOMER}, b""

    auth = CosS3Auth(CosConfig(Endpoint="127.0.0.1:1", **KEYS), "k")
    assert not found_in(error_of(lambda: auth(Odd()), Exception))
