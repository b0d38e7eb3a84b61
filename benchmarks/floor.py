"""What the kernel and OpenSSL alone cost, and where the CPU of a small request goes: `python benchmarks/floor.py`.

Small requests are pinned to one core, as in run.py, so that waking another is not charged to the client.
"""

from __future__ import annotations

import os
import socket
import ssl
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from neutral import Neutral, serving

from qcloud_cos import Calls, CosConfig, CosS3Client
from qcloud_cos.core.exchange import signed

BUCKET = "bench-1250000000"
ROUNDS, COUNT = 5, 2000
MIB = 1024 * 1024
GIB = 1024 * MIB


def cpu_us(do: Callable[[], object]) -> float:
    for _ in range(200):
        do()
    began = time.process_time()
    for _ in range(COUNT):
        do()
    return (time.process_time() - began) / COUNT * 1e6


def small(server: Neutral) -> dict[str, Callable[[], object]]:
    host = f"127.0.0.1:{server.http}"
    keys = {"SecretId": "AKID" + "x" * 32, "SecretKey": "y" * 32}
    conf = CosConfig(Region="ap-guangzhou", Scheme="http", Domain=host, **keys)
    client = CosS3Client(conf)
    call, address = Calls().head_object(BUCKET, "4k"), conf.address(BUCKET)
    request, now = signed(call, conf, conf.credentials(), address, time.time()), time.time()
    line = f"HEAD /4k HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    buffer = bytearray(65536)

    def bare(sock: Any) -> Callable[[], object]:
        def ask() -> None:
            sock.send(line)
            sock.recv_into(buffer)

        return ask

    return {
        "bare send and recv of a head": bare(connected(server, tls=False)),
        "the same over TLS": bare(connected(server, tls=True)),
        "signing alone": lambda: signed(call, conf, conf.credentials(), address, now),
        "the transport alone": lambda: client.transport.send(request, False),
        "head_object": lambda: client.head_object(Bucket=BUCKET, Key="4k"),
        "get_object and read, 4 KiB": lambda: client.get_object(Bucket=BUCKET, Key="4k")["Body"].read(),
    }


def connected(server: Neutral, tls: bool) -> Any:
    sock = socket.create_connection(("127.0.0.1", server.https if tls else server.http))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not tls:
        return sock
    context = ssl.create_default_context(cafile=server.folder / "cert.pem")
    return context.wrap_socket(sock, server_hostname="127.0.0.1")


def sent(server: Neutral, tls: bool) -> None:
    """1 GiB from a file to the server over one connection; no checksum."""
    with connected(server, tls) as sock, (server.folder / "www" / "1g").open("rb") as file:
        sock.sendall(f"PUT /{BUCKET}/up HTTP/1.1\r\nHost: x\r\nContent-Length: {GIB}\r\n\r\n".encode())
        if tls:
            buffer = memoryview(bytearray(MIB))
            while count := file.readinto(buffer):
                sock.sendall(buffer[:count])
        else:
            done = 0
            while done < GIB:
                done += os.sendfile(sock.fileno(), file.fileno(), done, 8 * MIB)
        if not sock.recv(MIB).startswith(b"HTTP/1.1 200"):
            raise SystemExit("the server took another body")


def received(server: Neutral, tls: bool, into: Path) -> None:
    """1 GiB from the server to a file over one connection; no checksum."""
    with connected(server, tls) as sock, into.open("wb", buffering=0) as file:
        sock.sendall(f"GET /{BUCKET}/1g HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        buffer = memoryview(bytearray(MIB))
        filled = 0
        while count := sock.recv_into(buffer[filled:]):
            filled += count
            if filled == MIB:
                file.write(buffer)
                filled = 0
        file.write(buffer[:filled])
    if into.stat().st_size < GIB:
        raise SystemExit("the body was cut short")
    into.unlink()


def large(server: Neutral) -> dict[str, Callable[[], object]]:
    into = server.folder / "down"
    return {
        "bare: 1 GiB up": lambda: sent(server, tls=False),
        "bare: 1 GiB up over TLS": lambda: sent(server, tls=True),
        "bare: 1 GiB down to a file": lambda: received(server, False, into),
        "bare: 1 GiB down to a file over TLS": lambda: received(server, True, into),
    }


def cpu_ms(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return (time.process_time() - began) * 1e3


def main() -> None:
    cores = os.sched_getaffinity(0)
    print("| step | CPU |\n|---|---|")
    for works, measure, unit, on in ((small, cpu_us, "us", {max(cores)}), (large, cpu_ms, "ms", cores)):
        os.sched_setaffinity(0, on)
        with serving() as server:
            steps = works(server)
            found = [{name: measure(do) for name, do in steps.items()} for _ in range(ROUNDS)]
        for name in steps:
            print(f"| {name} | {statistics.median(each[name] for each in found):.0f} {unit} |")


if __name__ == "__main__":
    main()
