"""Where the parts of an encrypted upload begin, and what is never encrypted twice."""

from __future__ import annotations

import io
import random
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Sized
from qcloud_cos.crypto import DataKey, random_iv, random_key
from qcloud_cos.crypto.bodies import EncryptedFile, Sent, sized
from qcloud_cos.crypto.uploads import Upload, Uploads, part_content, part_number

MIB = 1024 * 1024


def key() -> DataKey:
    return DataKey(random_key(32), random_iv())


def plain(content: bytes) -> Sized:
    found = sized(content)
    assert found is not None
    return found


def sent_in(order: list[int], parts: list[bytes]) -> bytes:
    """The object made of these parts, numbered from 0, sent in that order, and decrypted."""
    data = key()
    upload = Upload(data)
    pieces = {n: upload.part(n + 1, plain(parts[n])).read() for n in order}
    upload.check(range(1, len(parts) + 1))
    return data.keystream(0)(b"".join(pieces[n] for n in range(len(parts))))


@given(st.lists(st.binary(max_size=70), min_size=1, max_size=9))
def test_parts_sent_in_order_may_have_any_length(parts: list[bytes]) -> None:
    assert sent_in(list(range(len(parts))), parts) == b"".join(parts)


@given(st.integers(1, 50), st.integers(1, 9), st.integers(0, 49), st.randoms(use_true_random=False))
def test_parts_of_one_length_may_come_in_any_order_after_the_first(
    length: int, count: int, last: int, rng: random.Random
) -> None:
    parts = [bytes([n]) * length for n in range(count)] + [b"x" * min(last, length)]
    order = list(range(1, count + 1))
    rng.shuffle(order)
    assert sent_in([0, *order], parts) == b"".join(parts)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_no_two_parts_share_a_stretch_whatever_is_sent(lengths: list[int], rng: random.Random) -> None:
    order = list(range(1, len(lengths) + 1))
    rng.shuffle(order)
    upload = Upload(key())
    taken: list[tuple[int, int]] = []
    for number in order:
        try:
            body = upload.part(number, plain(bytes(lengths[number - 1])))
        except CosClientError:
            continue
        start, end = body._start, body._start + lengths[number - 1]
        assert all(end <= other_start or other_end <= start for other_start, other_end in taken)
        taken.append((start, end))


def test_a_part_before_the_first_waits_for_it() -> None:
    upload = Upload(key())
    upload.part(1, plain(b"12345"))
    assert upload.part(3, plain(b"last"))._start == 10

    later = Upload(key())
    assert not later.knows(3)
    threading.Timer(0.05, lambda: later.part(1, plain(b"1234567"))).start()
    later.wait(3, 5.0)
    assert later.part(3, plain(b"1234567"))._start == 14
    lone = Upload(key())
    lone.wait(2, 0.01)
    with pytest.raises(CosClientError, match="send 1 first"):
        lone.part(2, plain(b"x"))


def test_a_part_that_would_reach_into_another_is_refused() -> None:
    upload = Upload(key())
    upload.part(1, plain(bytes(10)))
    upload.part(3, plain(bytes(10)))
    with pytest.raises(CosClientError, match="part 2 would overlap"):
        upload.part(2, plain(bytes(11)))
    upload.part(2, plain(bytes(9)))
    with pytest.raises(CosClientError, match="part 3 was encrypted for byte 20 and would come to be at 19"):
        upload.check([1, 2, 3])


def test_an_upload_is_completed_with_all_its_parts_only() -> None:
    upload = Upload(key())
    for number in (1, 2, 3):
        upload.part(number, plain(b"abc"))
    upload.check([1, 2, 3])
    upload.check([1, 2])
    for numbers in ([2, 3], [1, 3]):
        with pytest.raises(CosClientError, match="all its parts"):
            upload.check(numbers)
    with pytest.raises(CosClientError, match="part 4 was not sent by this client"):
        upload.check([1, 2, 3, 4])


def test_defect_2_a_part_sent_again_is_the_same_and_another_is_refused() -> None:
    upload = Upload(key())
    content = bytes(range(251)) * (2 * MIB // 251 + 1)
    first = upload.part(1, plain(content)).read()
    assert upload.part(1, plain(content)).read() == first
    changed = upload.part(1, plain(content[:-1] + b"\0"))
    assert changed.read(2 * MIB) == first[: 2 * MIB]
    with pytest.raises(CosClientError, match="not what was sent before"):
        changed.read()
    with pytest.raises(CosClientError, match="sent before with"):
        upload.part(1, plain(content[1:]))


def test_only_the_client_that_began_an_upload_has_its_key() -> None:
    uploads = Uploads()
    with pytest.raises(CosClientError, match="did not begin"):
        uploads["u"]
    uploads.begin("u", key())
    assert "u" in uploads
    assert uploads["u"] is uploads.get("u")
    uploads.forget("u")
    uploads.forget("u")
    assert uploads.get("u") is None


def test_a_part_has_a_number_and_a_length() -> None:
    assert part_number("3") == 3
    for number in (0, -1, 10_001):
        with pytest.raises(CosClientError, match="1 to 10000"):
            part_number(number)
    with pytest.raises(CosClientError, match="must have a length"):
        part_content(iter([b"x"]))
    assert part_content(b"abc").length == 3


def test_the_checksum_of_all_parts_is_known_once_all_arrived() -> None:
    upload = Upload(key())
    whole = b""
    for number in (1, 2, 3):
        body = upload.part(number, plain(b"abc" * number))
        whole += body.read()
        assert body.crc64 is not None
        assert upload.checksum([1, 2, 3]) is None
        upload.arrived(number, body.crc64)
    assert upload.checksum([1, 2, 3]) == crc64(whole)
    assert upload.checksum([1]) == crc64(whole[:3])


def test_the_checksum_of_a_body_is_of_one_reading() -> None:
    body = EncryptedFile(plain(bytes(100)), key())
    body.read(10)
    assert body.crc64 is None
    body.seek(0)
    whole = body.read()
    assert body.crc64 == crc64(whole)
    body.seek(10)
    body.read()
    assert body.crc64 is None


@settings(deadline=None)
@given(st.lists(st.one_of(st.integers(0, 3 * MIB), st.integers(-3, 70_000)), max_size=6))
def test_an_encrypted_file_reads_alike_however_it_is_read(sizes: list[int]) -> None:
    data, content = key(), bytes(range(256)) * 10_000
    file = EncryptedFile(Sized(io.BytesIO(b"xx" + content), 2, len(content)), data, 5)
    whole = data.keystream(5)(content)
    at = 0
    for size in sizes:
        piece = file.read(size)
        assert piece == (whole[at:] if size < 0 else whole[at : at + size])
        at += len(piece)
        assert file.tell() == at
    assert file.seek(0, 2) == len(content)
    assert file.read() == b""
    file.seek(-10, 2)
    assert file.seek(3, 1) == len(content) - 7
    assert file.read() == whole[-7:]


def test_what_was_sent_is_remembered_in_any_order() -> None:
    sent = Sent()
    assert sent.allows(2, b"c")
    assert sent.allows(0, b"a")
    assert sent.allows(2, b"c")
    assert not sent.allows(0, b"b")
    assert sent.allows(1, b"b")


def test_bytes_of_every_kind_have_a_length() -> None:
    for body in (b"abcd", bytearray(b"abcd"), memoryview(b"abcd"), memoryview(b"aXbXcXdX")[::2]):
        assert EncryptedFile(plain(bytes(4)), key()).read() != bytes(4)
        found: Any = sized(body)
        assert found.file.read() == b"abcd"
    assert sized(iter([b"x"])) is None
