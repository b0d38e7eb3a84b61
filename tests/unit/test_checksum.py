from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.core.checksum import content_md5, crc64, crc64_combine


def test_the_documented_values() -> None:
    assert crc64(b"123456789") == 11051210869376104954
    assert crc64(b"[Object Content]") == 16749565679157681890
    assert content_md5(b"[Object Content]") == "7o3pGNBWQBRbGPcPTDqmAg=="


@given(st.binary(), st.binary())
def test_pieces_combine_to_the_whole(first: bytes, second: bytes) -> None:
    assert crc64(second, crc64(first)) == crc64(first + second)
    assert crc64_combine(crc64(first), crc64(second), len(second)) == crc64(first + second)
