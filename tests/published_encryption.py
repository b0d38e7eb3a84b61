"""What the published SDK's encryption client writes, and what it makes of ours.

It runs in a process of its own, this file being the script: both packages are called qcloud_cos.  Nothing is
sent: its requests end at an adapter, and what it reads comes from there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple


class Stored(NamedTuple):
    """An object as it lies in the bucket."""

    metadata: dict[str, str]
    body: bytes

    def as_json(self) -> dict[str, Any]:
        return {"metadata": self.metadata, "body": b64encode(self.body).decode()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Stored:
        return cls(value["metadata"], b64decode(value["body"]))


def put(provider: list[Any], content: bytes) -> dict[str, Any]:
    return {"do": "put", "provider": provider, "content": [b64encode(content).decode()]}


def put_in_parts(provider: list[Any], parts: list[bytes]) -> dict[str, Any]:
    return {"do": "parts", "provider": provider, "content": [b64encode(part).decode() for part in parts]}


def get(provider: list[Any], stored: Stored) -> dict[str, Any]:
    return {"do": "get", "provider": provider, "stored": stored.as_json()}


def done(jobs: list[dict[str, Any]], home: Path) -> list[Any]:
    """A `Stored` for each thing put; for each thing read, its content, or a text that names the exception."""
    from parity.published import installed

    ran = subprocess.run(
        [sys.executable, "-S", "-P", __file__],
        env={**os.environ, "PYTHONPATH": str(installed()), "HOME": str(home)},
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [_result(answer) for answer in json.loads(ran.stdout)]


def _result(answer: Any) -> Any:
    if isinstance(answer, dict):
        return Stored.from_json(answer)
    return b64decode(answer[0]) if isinstance(answer, list) else answer


def _perform(job: dict[str, Any]) -> Any:
    clients: Any = import_module("qcloud_cos.cos_encryption_client")
    cos: Any = import_module("qcloud_cos")
    kind, *keys = job["provider"]
    provider = _provider(kind, keys)
    session, recorder = _session(job.get("stored"))
    conf = cos.CosConfig(Region="ap-guangzhou", SecretId="i", SecretKey="k", Scheme="http")
    client = clients.CosEncryptionClient(conf, provider, session=session)
    if job["do"] == "get":
        try:
            return [b64encode(client.get_object("b-1", "k")["Body"].read(1 << 20)).decode()]
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    pieces = [b64decode(piece) for piece in job["content"]]
    if job["do"] == "put":
        client.put_object("b-1", pieces[0], "k")
    else:
        upload_id = client.create_multipart_upload("b-1", "k")["UploadId"]
        for number, piece in enumerate(pieces, 1):
            client.upload_part("b-1", "k", piece, number, upload_id)
    return Stored(recorder.metadata, recorder.body).as_json()


def _provider(kind: str, keys: list[str]) -> Any:
    crypto: Any = import_module("qcloud_cos.crypto")
    if kind == "aes":
        return crypto.AESProvider(aes_key=keys[0])
    if kind == "locked":
        return crypto.RSAProvider(passphrase=keys[0])
    pair = crypto.RSAKeyPair if kind == "pair" else crypto.RSAKeyPairPath
    return crypto.RSAProvider(pair(*keys))


def _session(stored: Any) -> Any:
    import io

    requests: Any = import_module("requests")
    urllib3: Any = import_module("urllib3")

    class Recorder(requests.adapters.BaseAdapter):  # type: ignore[misc]
        metadata: dict[str, str]
        body = b""

        def send(self, request: Any, **_: Any) -> Any:
            text = {name: v.decode() if isinstance(v, bytes) else v for name, v in request.headers.items()}
            sent = {name: value for name, value in text.items() if name.startswith("x-cos-meta-")}
            self.metadata = sent or getattr(self, "metadata", {})
            content, fields = b"<R><UploadId>u</UploadId></R>", {"ETag": '"e"'}
            while hasattr(request.body, "read") and (piece := request.body.read(1000)):
                self.body += piece
            if stored is not None:
                content = b64decode(stored["body"])
                content = b"" if request.method == "HEAD" else content
                fields = {**stored["metadata"], "Content-Length": str(len(content))}
            raw = io.BytesIO(content)
            answer = urllib3.HTTPResponse(body=raw, headers=fields, status=200, preload_content=False)
            return requests.adapters.HTTPAdapter().build_response(request, answer)

        def close(self) -> None:
            pass

    session, recorder = requests.Session(), Recorder()
    session.mount("http://", recorder)
    return session, recorder


if __name__ == "__main__":
    print(json.dumps([_perform(job) for job in json.load(sys.stdin)]))
