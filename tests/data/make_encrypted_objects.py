"""Makes encrypted_objects.json anew: `python tests/data/make_encrypted_objects.py`.

Its keys are made for it, throw-away, and protect nothing.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from published_encryption import Stored, done, put, put_in_parts  # noqa: E402
from qcloud_cos.crypto import AESProvider, RSAKeyPair, RSAProvider, primitives, random_key  # noqa: E402
from qcloud_cos.crypto.providers import BaseProvider  # noqa: E402

CONTENT = b"".join(b"line %d of a small object\n" % number for number in range(20))


def ours(provider: BaseProvider) -> Stored:
    data, envelope = provider.sealed()
    return Stored(envelope.metadata(), data.keystream(0)(CONTENT))


def main() -> None:
    aes = b64encode(random_key(32)).decode()
    private, public = (pem.decode() for pem in primitives.new_pair(None))
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "private").write_text(private)
        (home / "public").write_text(public)
        by_path = ["path", str(home / "public"), str(home / "private")]
        jobs = {
            "published, AES": put(["aes", aes], CONTENT),
            "published, AES, in parts": put_in_parts(["aes", aes], [CONTENT[:99], CONTENT[99:]]),
            "published, RSA in memory": put(["pair", public, private], CONTENT),
            "published, RSA in files": put(by_path, CONTENT),
        }
        objects = dict(zip(jobs, done(list(jobs.values()), home), strict=True))
    objects["ours, AES"] = ours(AESProvider(aes))
    objects["ours, RSA"] = ours(RSAProvider(RSAKeyPair(public, private)))
    fixture = {
        "about": "Throw-away test keys and objects, made by make_encrypted_objects.py.  They protect nothing.",
        "aes_key": aes,
        "rsa_private_key": private,
        "rsa_public_key": public,
        "content": CONTENT.decode(),
        "objects": {name: stored.as_json() for name, stored in objects.items()},
    }
    (TESTS / "data" / "encrypted_objects.json").write_text(json.dumps(fixture, indent=1) + "\n")


if __name__ == "__main__":
    main()
