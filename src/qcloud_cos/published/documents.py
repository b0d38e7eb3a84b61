"""XML documents, and what was read from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from qcloud_cos.core import answers, xml
from qcloud_cos.errors import CosClientError
from qcloud_cos.published.texts import to_bytes


def xml_to_dict(data: str | bytes, origin_str: str = "", replace_str: str = "") -> dict[str, Any]:
    """The root's children as a dict; `origin_str` in the names of elements becomes `replace_str`."""
    found = xml.parse(to_bytes(data))
    renamed: dict[str, Any] = _renamed(found, origin_str, replace_str) if origin_str else found
    return renamed


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {name.replace(old, new): _renamed(child, old, new) for name, child in value.items()}
    return [_renamed(child, old, new) for child in value] if isinstance(value, list) else value


def format_xml(data: Any, root: str) -> bytes:
    """A document: None makes an empty element, a list repeats its element, "@name" an attribute."""
    return xml.dump(root, data)


def dict_to_xml(data: Mapping[str, Any]) -> bytes:
    """The document that completes a multipart upload."""
    if "Part" not in data:
        raise CosClientError("Part is missing: give {'Part': [{'PartNumber': 1, 'ETag': ...}, ...]}")
    for part in data["Part"]:
        for name in ("PartNumber", "ETag"):
            if name not in part:
                raise CosClientError(f"{name} is missing: each Part needs PartNumber and ETag")
    parts = [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in data["Part"]]
    return xml.dump("CompleteMultipartUpload", {"Part": parts})


def format_dict(data: Any, key_lst: list[str]) -> Any:
    """The same dict with a list under each of these names that it has."""
    if isinstance(data, dict) and isinstance(key_lst, list):
        for name in key_lst:
            if name in data and not isinstance(data[name], list):
                data[name] = [] if data[name] is None else [data[name]]
    return data


def format_dict_or_list(data: Any, key_lst: list[str]) -> Any:
    """The same for a dict, or for each dict in a list."""
    for item in data if isinstance(data, list) else [data]:
        format_dict(item, key_lst)
    return data


def decode_result(data: dict[str, Any], key_lst: list[str], multi_key_list: list[list[str]]) -> dict[str, Any]:
    """The same dict with percent-encoding undone: under these names, and under [list, name]."""
    for name in key_lst:
        if data.get(name):
            data[name] = unquote(data[name])
    for listed, name in multi_key_list:
        for item in data.get(listed) or []:
            if item.get(name):
                item[name] = unquote(item[name])
    return data


def parse_object_canned_acl(result_acl: Mapping[str, Any], rsp_headers: Mapping[str, str]) -> str:
    """``default``, ``public-read`` or ``private``."""
    default = rsp_headers.get("x-cos-acl") == "default"
    return "default" if default else answers._canned(_grants(result_acl), of_object=True)


def parse_bucket_canned_acl(result_acl: Mapping[str, Any]) -> str:
    """``public-read-write``, ``public-read`` or ``private``."""
    return answers._canned(_grants(result_acl), of_object=False)


def _grants(policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = (policy.get("AccessControlList") or {}).get("Grant") or []
    return found if isinstance(found, list) else [found]
