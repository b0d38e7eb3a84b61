"""The neutral server of the benchmarks: nginx, from memory, so fast that it is not what is measured.

Debian: apt-get install nginx libnginx-mod-http-lua openssl
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastcrc import crc64

HERE = Path(__file__).parent
MIB = 1024 * 1024


@dataclass(frozen=True)
class Neutral:
    folder: Path
    http: int
    https: int


@contextmanager
def serving(folder: Path = Path("/dev/shm/cos-bench")) -> Iterator[Neutral]:
    """Run it while the block runs; `folder` should be in memory, and keeps 1.1 GiB for the next time."""
    if shutil.which("nginx") is None:
        sys.exit("nginx is missing: apt-get install nginx libnginx-mod-http-lua openssl")
    (folder / "www").mkdir(parents=True, exist_ok=True)
    _objects(folder / "www")
    _certificate(folder)
    server = Neutral(folder, _free_port(), _free_port())
    _configure(server)
    with subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")]) as nginx:
        try:
            _wait(server.http)
            yield server
        finally:
            nginx.terminate()


def _objects(www: Path) -> None:
    rng = random.Random(1)
    for name, size in (("4k", 4096), ("1m", MIB)):
        (www / name).write_bytes(rng.randbytes(size))
    if not (www / "1g").exists():
        block = rng.randbytes(64 * MIB)
        with (www / "1g.part").open("wb") as file:
            for _ in range(16):
                file.write(block)
        os.replace(www / "1g.part", www / "1g")
    (www / "list.xml").write_text(_page())


def _page() -> str:
    entries = []
    for n in range(1000):
        digest = hashlib.md5(str(n).encode()).hexdigest()
        entries.append(
            f"<Contents><Key>data/year%3D2026/day%3D{n % 28:02d}/part-{n:05d}-{digest[:8]}.parquet</Key>"
            f"<LastModified>2026-11-{n % 28 + 1:02d}T10:00:00.000Z</LastModified><ETag>&quot;{digest}&quot;</ETag>"
            f"<Size>{n * 1048573}</Size><Owner><ID>qcs::cam::uin/100000000001:uin/100000000001</ID>"
            "<DisplayName>100000000001</DisplayName></Owner><StorageClass>STANDARD</StorageClass></Contents>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>bench-1250000000</Name><Prefix/><Marker/>'
        "<MaxKeys>1000</MaxKeys><KeyCount>1000</KeyCount><IsTruncated>false</IsTruncated>"
        f"<EncodingType>url</EncodingType>{''.join(entries)}</ListBucketResult>\n"
    )


def _certificate(folder: Path) -> None:
    if (folder / "cert.pem").exists():
        return
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def _configure(server: Neutral) -> None:
    shutil.copy(HERE / "upload.lua", server.folder / "upload.lua")
    checksum = 0
    with (server.folder / "www" / "1g").open("rb") as file:
        while piece := file.read(16 * MIB):
            checksum = crc64.xz(piece, checksum)
    text = (HERE / "nginx.conf.in").read_text()
    values = {"DIR": server.folder, "HTTP": server.http, "HTTPS": server.https, "CRC": checksum}
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    if os.getuid() == 0:
        text = "user root;\n" + text  # its workers read a folder that only root may enter
    (server.folder / "nginx.conf").write_text(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("nginx did not start: see error.log in its folder")
