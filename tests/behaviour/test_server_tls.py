"""The local server over TLS: whom its authority vouches for, and that clients are served the same."""

from __future__ import annotations

import asyncio
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from qcloud_cos import AsyncCosS3Client, CosS3Client
from qcloud_cos.errors import ConnectFailed
from qcloud_cos.server import LocalCos, ServerError, tls
from raw import Wire

BUCKET = "test-1250000000"


@pytest.fixture(scope="module")
def cos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCos]:
    with LocalCos(tmp_path_factory.mktemp("tls"), tls=True) as server:
        with CosS3Client(server.config()) as client:
            client.create_bucket(Bucket=BUCKET)
        yield server


@pytest.fixture(params=["blocking", "awaiting"])
def told(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Tell a story: `told(config, story)`, where the story takes a client and `do`."""

    def blocking(config: Any, story: Callable[..., Any]) -> Any:
        with CosS3Client(config, retry=0) as client:
            return story(client, lambda result: result)

    def awaiting(config: Any, story: Callable[..., Any]) -> Any:
        with asyncio.Runner() as runner:

            async def wait(result: Awaitable[Any]) -> Any:
                return await result

            client = AsyncCosS3Client(config, retry=0)
            try:
                return story(cast("CosS3Client", client), lambda result: runner.run(wait(result)))
            finally:
                runner.run(client.close())

    return blocking if request.param == "blocking" else awaiting


def round_trip(client: CosS3Client, do: Callable[[Any], Any]) -> bytes:
    body = bytes(range(256)) * 20_000
    do(client.put_object(Bucket=BUCKET, Key="dir/k", Body=body))
    read: bytes = do(do(client.get_object(Bucket=BUCKET, Key="dir/k"))["Body"].read())
    assert read == body
    return read


def test_clients_are_served_over_tls(cos: LocalCos, told: Callable[..., Any]) -> None:
    assert cos.endpoint == f"https://127.0.0.1:{cos.port}"
    assert told(cos.config(), round_trip)


def test_the_hosts_of_cos_are_served_over_tls(cos: LocalCos, told: Callable[..., Any]) -> None:
    assert told(cos.config(Endpoint=None, IP="127.0.0.1", Port=cos.port), round_trip)


def test_a_client_that_does_not_trust_the_authority_sends_nothing(cos: LocalCos, told: Callable[..., Any]) -> None:
    def story(client: CosS3Client, do: Callable[[Any], Any]) -> None:
        with pytest.raises(ConnectFailed, match="certificate"):
            do(client.put_object(Bucket=BUCKET, Key="never", Body=b"x"))

    told(cos.config(VerifySSL=None), story)
    with CosS3Client(cos.config()) as client:
        assert not client.object_exists(Bucket=BUCKET, Key="never")


def secured(cos: LocalCos, host: str) -> Wire:
    return Wire(cos, host=host, tls=ssl.create_default_context(cafile=cos.ca_file))


@pytest.mark.parametrize(
    "name",
    [
        "127.0.0.1",
        "localhost",
        "test-1250000000.localhost",
        "test-1250000000.cos-website.localhost",
        "test-1250000000.cos.ap-guangzhou.myqcloud.com",
        "test-1250000000.cos.eu-somewhere.tencentcos.cn",
        "service.cos.myqcloud.com",
        "files.example.com",
        "FILES.test",
    ],
)
def test_it_vouches_for_the_name_that_is_asked(cos: LocalCos, name: str) -> None:
    with secured(cos, name) as wire:
        assert wire.unsigned("GET", "/").status in (403, 404)


@pytest.mark.parametrize("name", ["www.google.com", "10.0.0.1", "notmyqcloud.com", "8.8.8.8"])
def test_it_vouches_for_nobody_else(cos: LocalCos, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch|not valid for"):
        secured(cos, name)


def test_who_trusts_the_authority_trusts_it_with_nothing_else(tmp_path: Path) -> None:
    """Even with its key in hand."""
    authority = tls.Authority(tmp_path)
    forged = authority._context_for("www.google.com")
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as threads:

        def serve() -> None:
            peer, _ = listening.accept()
            with peer, pytest.raises(ssl.SSLError):
                forged.wrap_socket(peer, server_side=True)

        serving = threads.submit(serve)
        context = ssl.create_default_context(cafile=authority.ca_file)
        with (
            socket.create_connection(listening.getsockname()) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"),
        ):
            context.wrap_socket(plain, server_hostname="www.google.com")
        serving.result(20)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_authority_is_made_once_and_its_key_is_for_its_owner(tmp_path: Path) -> None:
    with LocalCos(tmp_path, tls=True) as cos:
        assert cos.ca_file == tmp_path / "tls" / "ca.pem"
        made = cos.ca_file.read_bytes()
    assert sorted(path.name for path in (tmp_path / "tls").iterdir()) == ["ca-key.pem", "ca.pem", "lock"]
    assert (mode(tmp_path / "tls"), mode(tmp_path / "tls" / "ca-key.pem")) == (0o700, 0o600)
    (tmp_path / "tls" / "ca-key.pem").chmod(0o644)
    with LocalCos(tmp_path, tls=True) as cos:
        assert cos.ca_file
        assert cos.ca_file.read_bytes() == made
    assert mode(tmp_path / "tls" / "ca-key.pem") == 0o600


def test_without_a_root_it_is_kept_with_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    files = []
    for _ in range(2):
        with LocalCos(tls=True) as cos:
            assert cos.ca_file
            files.append((cos.ca_file, cos.ca_file.read_bytes()))
    assert files[0] == files[1]
    assert files[0][0] == tmp_path / "qcloud_cos" / "tls" / "ca.pem"
    monkeypatch.setenv("XDG_DATA_HOME", str(files[0][0]))
    with pytest.raises(ServerError, match="cannot keep the certificate authority in .*ca.pem"):
        LocalCos(tls=True).start()


def test_servers_that_start_together_share_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda _: tls.Authority(tmp_path), range(6)))
    assert len({one._certificate for one in made}) == 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("tmp")]


@pytest.mark.parametrize("damage", ["ca.pem", "ca-key.pem"])
def test_a_damaged_authority_is_made_anew(tmp_path: Path, damage: str) -> None:
    before = tls.Authority(tmp_path)._certificate
    (tmp_path / damage).write_bytes(b"-----BEGIN NONSENSE-----\n")
    assert tls.Authority(tmp_path)._certificate != before


def test_an_authority_about_to_end_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as short:
        short.setattr(tls, "_YEARS", timedelta(days=29))
        before = tls.Authority(tmp_path)._certificate
    after = tls.Authority(tmp_path)._certificate
    assert after != before
    assert tls.Authority(tmp_path)._certificate == after


def test_plain_http_is_turned_away_and_harms_nobody(cos: LocalCos) -> None:
    with Wire(cos) as wire:
        wire.send("GET / HTTP/1.1", "Host: localhost")
        assert b"HTTP/1.1" not in wire.left()
    with CosS3Client(cos.config()) as client:
        assert client.head_bucket(Bucket=BUCKET)


def test_a_client_that_goes_away_half_way_leaves_nothing(cos: LocalCos) -> None:
    with secured(cos, f"{BUCKET}.localhost") as wire:
        wire.send(*wire.signed("PUT", "/cut", None, "Content-Length: 10"))
        wire.socket.sendall(b"short")
    with CosS3Client(cos.config()) as client:
        assert not client.object_exists(Bucket=BUCKET, Key="cut")


def test_policies_see_that_it_is_secure(cos: LocalCos) -> None:
    with CosS3Client(cos.config()) as client:
        client.put_object(Bucket=BUCKET, Key="seen", Body=b"x")
        everyone = {"qcs": ["qcs::cam::anyone:anyone"]}
        resource = [f"qcs::cos:ap-guangzhou:uid/1250000000:{BUCKET}/seen"]
        secure = {"bool_equal": {"cos:secure-transport": "true"}}
        statement = {
            "Effect": "allow",
            "Principal": everyone,
            "Action": ["name/cos:GetObject"],
            "Resource": resource,
        }
        client.put_bucket_policy(
            Bucket=BUCKET, Policy={"version": "2.0", "Statement": [statement | {"Condition": secure}]}
        )
    anonymous = cos.config(SecretId=None, SecretKey=None, Anonymous=True)
    with CosS3Client(anonymous) as client:
        assert client.get_object(Bucket=BUCKET, Key="seen")["Body"].read() == b"x"


def test_a_website_that_wants_https_has_it(cos: LocalCos) -> None:
    with CosS3Client(cos.config()) as client:
        wanted = {"IndexDocument": {"Suffix": "i.html"}, "RedirectAllRequestsTo": {"Protocol": "https"}}
        client.put_bucket_website(Bucket=BUCKET, WebsiteConfiguration=wanted)  # type: ignore[arg-type]
        client.put_object(Bucket=BUCKET, Key="i.html", Body=b"home", ACL="public-read")
    with secured(cos, f"{BUCKET}.cos-website.localhost") as wire:
        assert wire.unsigned("GET", "/").body == b"home"


def test_what_is_not_installed_is_named_with_the_way_to_get_it() -> None:
    code = (
        "import sys; sys.modules['cryptography'] = None\n"
        "from qcloud_cos.server.command import main\nmain(['--port', '0', '--tls'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: cryptography is missing: pip install 'cos-python-sdk-v5[crypto]'\n",
    )
