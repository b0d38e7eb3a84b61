"""``cos://`` for smart_open: ``smart_open.transport.register_transport("qcloud_cos.contrib.smart_open")``.

The files are those of `qcloud_cos.fs`, with what that promises.
"""

from __future__ import annotations

from typing import Any

from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.fs import CosFileSystem

SCHEMES = ("cos", "cosn", "tcos")
URI_EXAMPLES = ("cos://examplebucket-1250000000/dir/file.txt.gz",)
_MODES = ("rb", "wb", "ab")


def parse_uri(uri_as_string: str) -> dict[str, str]:
    """The bucket and the key.  All after the bucket is the key, ``?`` and ``#`` too."""
    scheme, _, path = uri_as_string.partition("://")
    bucket, _, key = path.partition("/")
    if scheme not in SCHEMES or not bucket or not key:
        raise ValueError(f"{uri_as_string!r} names no object: give cos://bucket-appid/key")
    return {"scheme": scheme, "bucket": bucket, "key": key}


@forgetful
def open_uri(uri: str, mode: str, transport_params: dict[str, Any]) -> Any:
    parsed = parse_uri(uri)
    return open(parsed["bucket"], parsed["key"], mode, **transport_params)


@forgetful
def open(bucket: str, key: str, mode: str, *, headers: dict[str, Any] | None = None, **options: Any) -> Any:
    """An object as a file of bytes.

    Args:
        headers: for writing, keywords of `put_object`, such as ``{"StorageClass": "STANDARD_IA"}``.
        options: those of `CosFileSystem`: ``config``, ``region``, ``endpoint``, ...
    """
    if mode not in _MODES:
        raise NotImplementedError(f"mode {mode!r}: cos:// is opened with one of {', '.join(_MODES)}")
    file: Any = CosFileSystem(**options).open(f"{bucket}/{key}", mode, **(headers or {}))
    file.name = key  # tells smart_open how it is compressed
    return file
