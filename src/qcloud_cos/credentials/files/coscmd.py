"""coscmd: ``~/.cos.conf``.

Source: https://cloud.tencent.com/document/product/436/10976
"""

from __future__ import annotations

from pathlib import Path

from qcloud_cos.credentials.files.ini import sections
from qcloud_cos.credentials.files.stored import StoredProfile, home, there

TOOL = "coscmd"
_REGIONS = {
    "tj": "ap-beijing-1",
    "bj": "ap-beijing",
    "gz": "ap-guangzhou",
    "sh": "ap-shanghai",
    "cd": "ap-chengdu",
    "spg": "ap-singapore",
    "hk": "ap-hongkong",
    "ca": "na-toronto",
    "ger": "eu-frankfurt",
    "cn-south": "ap-guangzhou",
    "cn-north": "ap-beijing-1",
}
_READ = (
    "secret_id",
    "access_id",
    "secret_key",
    "token",
    "bucket",
    "appid",
    "region",
    "endpoint",
    "schema",
    "anonymous",
)


def file(name: str = "default") -> Path:
    return home() / ".cos.conf"


def names() -> list[str]:
    return ["default"] if there(file()) else []


def read(name: str) -> StoredProfile | None:
    """It has no profiles: what is in it is the default."""
    found = sections(file()) if name == "default" else None
    common = (found or {}).get("common")
    if common is None:
        return None
    region = common.get("region", "").removeprefix("cos.")
    bucket, appid = common.get("bucket", ""), common.get("appid", "")
    if not appid and bucket.rpartition("-")[2].isdecimal():
        appid = bucket.rpartition("-")[2]
    return StoredProfile(
        name,
        TOOL,
        file(),
        secret_id=common.get("secret_id") or common.get("access_id", ""),
        secret_key=common.get("secret_key", ""),
        token=common.get("token", ""),
        region=_REGIONS.get(region, region),
        endpoint=common.get("endpoint", ""),
        scheme=common.get("schema", ""),
        appid=appid,
        bucket=bucket if not bucket or bucket.endswith(f"-{appid}") else f"{bucket}-{appid}",
        anonymous=common.get("anonymous", "").lower() == "true",
        settings={key: value for key, value in common.items() if key not in _READ},
    )
