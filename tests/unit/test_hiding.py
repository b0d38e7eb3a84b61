"""Play keys, passwords, customers' keys, tokens and personal data are told by no repr and no error."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from answered import do, response
from qcloud_cos import Calls, CosClientError, CosConfig, CosServiceError
from qcloud_cos.core.exchange import signed
from qcloud_cos.core.identity import Credentials

SECRET = "not-a-real-play-key"
CONF = CosConfig(Region="ap-guangzhou", SecretId="i", SecretKey="k")
UPDATE: Any = Calls().ci_update_hls_play_key("b-1250000000", SECRET, f"{SECRET}2")


def _told(error: BaseException) -> str:
    """All that programs log of an error, and all that they can ask it."""
    getters = [getattr(error, name)() for name in dir(error) if name.startswith("get_")]
    return f"{error} {error!r} {error.args} {getters} {''.join(traceback.format_exception(error))}"


def _echoed(what: str) -> str:
    return (
        "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><StringToSign>sha1</StringToSign>"
        f"<FormatString>put\n/playKey\n{what}\nhost=b\n</FormatString><RequestId>r</RequestId></Error>"
    )


def test_a_call_shows_neither_play_keys_nor_passwords() -> None:
    assert SECRET not in repr(UPDATE)
    assert repr(UPDATE).endswith("/playKey {'masterPlayKey': '***', 'backupPlayKey': '***'}>")
    assert "uploads" in repr(Calls().list_multipart_uploads("b-1250000000"))


def test_a_request_shows_no_query() -> None:
    request = signed(UPDATE, CONF, Credentials("i", "k"), CONF.address("b-1250000000", "ci", None), now=0.0)
    assert SECRET in request.target
    assert SECRET not in repr(request)


@pytest.mark.parametrize(
    "echo",
    [
        f"backupplaykey={SECRET}&amp;masterplaykey={SECRET}",
        f"a=1&amp;PassWord={SECRET}",
        f"a=1\nhost=b&amp;x-cos-server-side-encryption-customer-key={SECRET}",
        f"x-cos-copy-source-server-side-encryption-customer-key={SECRET}&amp;x-cos-security-token={SECRET}",
        f"ci-process=LivenessRecognition&amp;idcard={SECRET}&amp;name={SECRET}&amp;validatedata={SECRET}",
        f"detect-url={SECRET}&amp;inputtext={SECRET}&amp;maskpic={SECRET}",
    ],
)
@pytest.mark.parametrize("status", [403, 301])
def test_an_error_that_repeats_what_was_signed_does_not_tell_secrets(echo: str, status: int) -> None:
    answer = response(_echoed(echo), status, Location=f"https://b/?{echo}")
    with pytest.raises(CosServiceError) as refused:
        do(UPDATE, lambda request: answer)
    assert SECRET not in _told(refused.value)
    assert refused.value.get_error_code() == "SignatureDoesNotMatch"
    assert "=***" in refused.value.get_origin_msg()


def test_an_error_without_a_document_does_not_tell_secrets_either() -> None:
    answer = response(f"no: /playKey?masterPlayKey={SECRET}", 302, Location=f"/playKey?masterPlayKey={SECRET}")
    with pytest.raises(CosServiceError) as refused:
        do(UPDATE, lambda request: answer)
    assert SECRET not in _told(refused.value)


@pytest.mark.parametrize("type", ["application/json", "application/xml"])
def test_an_answer_that_cannot_be_read_is_not_repeated(type: str) -> None:
    with pytest.raises(CosClientError) as unread:
        do(UPDATE, lambda request: response(f"<a>{SECRET}", Content_Type=type))
    assert SECRET not in _told(unread.value)


@pytest.mark.parametrize(
    "plain", ["x-cos-server-side-encryption-customer-key-md5=abc=", "bucketname=abc&amp;x-name=d"]
)
def test_what_only_looks_like_a_secret_is_told(plain: str) -> None:
    with pytest.raises(CosServiceError) as refused:
        do(UPDATE, lambda request: response(_echoed(plain), 403))
    assert plain in refused.value.get_origin_msg()
