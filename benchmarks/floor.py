"""Where the CPU of a small request goes: `taskset -c 0 python benchmarks/floor.py`, from the bare socket up.

Pinned to one core, so that waking another is not charged to the client.
"""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Callable

from neutral import serving

from qcloud_cos import Calls, CosConfig, CosS3Client
from qcloud_cos.core.exchange import signed

BUCKET = "bench-1250000000"
ROUNDS, COUNT = 5, 2000


def cpu_us(do: Callable[[], object]) -> float:
    for _ in range(200):
        do()
    began = time.process_time()
    for _ in range(COUNT):
        do()
    return (time.process_time() - began) / COUNT * 1e6


def main() -> None:
    with serving() as server, socket.create_connection(("127.0.0.1", server.http)) as bare:
        host = f"127.0.0.1:{server.http}"
        keys = {"SecretId": "AKID" + "x" * 32, "SecretKey": "y" * 32}
        conf = CosConfig(Region="ap-guangzhou", Scheme="http", Domain=host, **keys)
        client = CosS3Client(conf)
        call, address = Calls().head_object(BUCKET, "4k"), conf.address(BUCKET)
        request, now = signed(call, conf, address, time.time()), time.time()
        line = f"HEAD /4k HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        buffer = bytearray(65536)
        bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def on_the_socket() -> None:
            bare.sendall(line)
            bare.recv_into(buffer)

        work: dict[str, Callable[[], object]] = {
            "bare send and recv of a head": on_the_socket,
            "the transport alone": lambda: client.transport.send(request, False),
            "signing alone": lambda: signed(call, conf, address, now),
            "head_object": lambda: client.head_object(Bucket=BUCKET, Key="4k"),
            "get_object and read, 4 KiB": lambda: client.get_object(Bucket=BUCKET, Key="4k")["Body"].read(),
        }
        found = [{name: cpu_us(do) for name, do in work.items()} for _ in range(ROUNDS)]
    print("| step | CPU |\n|---|---|")
    for name in work:
        print(f"| {name} | {statistics.median(each[name] for each in found):.0f} us |")


if __name__ == "__main__":
    main()
