"""Recognition in pictures: pictures that are made, documents, refusals, and that nothing personal is told."""

from __future__ import annotations

import asyncio
import inspect
import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from faults.wire_server import Peer, WireServer, always
from qcloud_cos import CosClientError, CosConfig, CosServiceError
from qcloud_cos.ai_recognition import (
    AIRecognition,
    AIRecognitionCalls,
    AIRecognitionClient,
    AsyncAIRecognitionClient,
)
from qcloud_cos.errors import BodyCutShort
from qcloud_cos.intelligent_speech import (
    AsyncIntelligentSpeechClient,
    IntelligentSpeechClient,
)
from qcloud_cos.operations.processing.general import General
from qcloud_cos.operations.processing.vocabularies import Vocabularies
from qcloud_cos.server import LocalCos

OF = {"Bucket": "b-1250000000", "ObjectKey": "dir/图.jpg"}
PICTURE = bytes(range(256)) * 4096
PERSONAL = {"IdCard": "canaryOfTheCard", "Name": "canaryOfTheName", "ValidateData": "canaryOfTheCode"}
ARGUMENTS: dict[str, Any] = {
    **OF,
    **PERSONAL,
    "LivenessType": "SILENT",
    "Width": 1,
    "Height": 1,
    "Type": "face-beautify",
    "CardType": "IDCard",
    "InputText": "canaryOfTheText",
    "SourceLang": "zh",
    "TargetLang": "en",
    "Body": {},
    "TableId": "t",
}
Do = Callable[[Any], Any]


def methods_of(kind: type) -> list[str]:
    """Its own, and not the general one."""
    return [name for name in dir(kind) if not name.startswith("__") and not hasattr(General, name)]


@pytest.fixture(params=["blocking", "awaiting"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def do() -> Iterator[Do]:
    with asyncio.Runner() as runner:

        async def wait(result: Any) -> Any:
            return await result

        yield lambda result: runner.run(wait(result)) if inspect.isawaitable(result) else result


def recognizing(kind: str, conf: CosConfig) -> Any:
    return {"blocking": AIRecognitionClient, "awaiting": AsyncAIRecognitionClient}[kind](conf, retry=0)


def config(server: WireServer) -> CosConfig:
    return CosConfig(Endpoint=f"127.0.0.1:{server.origin.port}", Scheme="http", SecretId="i", SecretKey="k")


def answer(status: str, kind: str, body: bytes, length: int | None = None) -> bytes:
    # COS tells the checksum of the object, which the picture made of it does not have.
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length or len(body)}\r\n"
        "x-cos-hash-crc64ecma: 1\r\nConnection: close\r\n\r\n"
    ).encode() + body


def test_a_picture_that_was_made_is_read_as_it_arrives(kind: str, do: Do) -> None:
    with WireServer(always(answer("200 OK", "image/png", PICTURE))) as server:
        client = recognizing(kind, config(server))
        headers, body = do(client.cos_ai_image_coloring(**OF))
        assert headers["Content-Type"] == "image/png"
        assert do(body.read(4)) + do(body.read()) == PICTURE
        _, whole = do(client.cos_ai_image_coloring(**OF, Stream=False))
        assert whole == PICTURE
        do(client.close())
    assert server.heads[0].startswith(b"GET /b-1250000000/dir/%E5%9B%BE.jpg?ci-process=AIImageColoring HTTP/1.1")


def test_a_picture_that_is_cut_off_is_no_picture(kind: str, do: Do) -> None:
    def half(peer: Peer) -> None:
        peer.request()
        peer.send(answer("200 OK", "image/png", b"half", 8))

    with WireServer(half) as server:
        client = recognizing(kind, config(server))
        _, body = do(client.cos_goods_matting(**OF))
        with pytest.raises(BodyCutShort):
            do(body.read())


def test_a_document_in_place_of_a_picture_is_a_dict(kind: str, do: Do) -> None:
    found = b"<Response><Code>1</Code></Response>"
    with WireServer(always(answer("200 OK", "application/xml", found))) as server:
        client = recognizing(kind, config(server))
        assert do(client.cos_image_repair(**OF))[1] == {"Code": "1"}
        do(client.close())


def test_a_refusal_is_raised_though_a_stream_was_asked_for(kind: str, do: Do) -> None:
    refusal = b"<Error><Code>InvalidArgument</Code><Message>no picture</Message></Error>"
    with WireServer(always(answer("400 Bad Request", "application/xml", refusal))) as server:
        client = recognizing(kind, config(server))
        with pytest.raises(CosServiceError, match="cos_ai_image_crop: 400 InvalidArgument: no picture"):
            do(client.cos_ai_image_crop(**OF, Width=1, Height=1))
        do(client.close())


def test_a_refusal_of_words_is_returned_as_the_published_sdk_does(kind: str, do: Do) -> None:
    refusal = b"<Error><Code>TableNotFound</Code><Message>none</Message></Error>"
    with WireServer(always(answer("404 Not Found", "application/xml", refusal))) as server:
        conf = CosConfig(
            EndpointCi=f"127.0.0.1:{server.origin.port}",
            Endpoint=f"127.0.0.1:{server.origin.port}",
            Scheme="http",
            SecretId="i",
            SecretKey="k",
        )
        client: Any = {"blocking": IntelligentSpeechClient, "awaiting": AsyncIntelligentSpeechClient}[kind](conf)
        _, data = do(client.ci_get_asr_hot_vocabulary_table("b-1250000000", "t"))
        assert data == {"Code": "TableNotFound", "Message": "none"}
        do(client.close())


@pytest.mark.parametrize("name", [*methods_of(AIRecognition), *methods_of(Vocabularies)])
def test_the_local_server_refuses_each(name: str, kind: str, do: Do, cos_server: LocalCos) -> None:
    kinds: dict[str, Any] = {
        "blocking": AIRecognitionClient if hasattr(AIRecognition, name) else IntelligentSpeechClient,
        "awaiting": AsyncAIRecognitionClient if hasattr(AIRecognition, name) else AsyncIntelligentSpeechClient,
    }
    client = kinds[kind](cos_server.config(), retry=0)
    with pytest.raises((CosClientError, CosServiceError)) as refused:
        do(called(client, name))
    error = refused.value
    if isinstance(error, CosServiceError):
        assert (error.get_status_code(), error.get_error_code()) == (501, "NotImplemented")
    else:
        assert "give EndpointCi" in str(error)
    do(client.close())


def called(client: Any, name: str) -> Any:
    parameters = inspect.signature(getattr(client, name)).parameters
    given = {key: value for key, value in ARGUMENTS.items() if key in parameters}
    return getattr(client, name)(**given)


@pytest.mark.parametrize("where", ["local", "nowhere", "garbling"])
def test_nothing_personal_is_told(
    where: str,
    kind: str,
    do: Do,
    cos_server: LocalCos,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    garbled = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 9\r\n\r\n<unended>"
    with WireServer(always(garbled)) as server:
        gone = CosConfig(Endpoint="127.0.0.1:1", Scheme="http", SecretId="i", SecretKey="k")
        confs = {"local": cos_server.config(), "nowhere": gone, "garbling": config(server)}
        client = recognizing(kind, confs[where])
        told = [repr(client.calls.cos_get_live_code("b-1250000000"))]
        for name in ("cos_liveness_recognition", "cos_auto_translation_block"):
            with pytest.raises((CosClientError, CosServiceError)) as failed:
                do(called(client, name))
            told += ["".join(traceback.format_exception(failed.value)), repr(failed.value)]
        do(client.close())
    assert "canary" not in "".join([*told, caplog.text, *capfd.readouterr()])


def test_a_session_that_fails_tells_nothing_personal_either() -> None:
    requests = pytest.importorskip("requests")
    conf = CosConfig(Endpoint="127.0.0.1:1", Scheme="http", SecretId="i", SecretKey="k")
    client = AIRecognitionClient(conf, retry=0, session=requests.Session())
    with pytest.raises(CosClientError) as failed:
        called(client, "cos_liveness_recognition")
    assert "canary" not in "".join(traceback.format_exception(failed.value))


def test_a_description_tells_nothing_personal() -> None:
    call = AIRecognitionCalls().cos_add_image_search("b-1250000000", "k", {})
    told = repr(call.but(query={**call.query, **PERSONAL}))
    assert "canary" not in told
    assert "AddImage" in told
