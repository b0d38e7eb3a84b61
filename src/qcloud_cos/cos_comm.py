"""An import path of the published SDK; the functions are in `qcloud_cos.published`.

``from qcloud_cos.cos_comm import *`` gives modules, too: programs use `os` and `sys` from here.
"""

import base64
import hashlib
import io
import os
import re
import sys
import threading
from datetime import datetime
from urllib.parse import quote, unquote, urlparse

from qcloud_cos.errors import CosClientError, CosServiceError
from qcloud_cos.published.addresses import (
    format_bucket,
    format_endpoint,
    format_path,
    format_region,
    gen_copy_source_range,
    gen_copy_source_url,
    get_copy_source_info,
    path_simplify_check,
    switch_hostname,
    switch_hostname_for_url,
)
from qcloud_cos.published.bodies import (
    DEFAULT_CHUNK_SIZE,
    SINGLE_UPLOAD_LENGTH,
    ProgressCallback,
    check_object_content_length,
    client_can_retry,
    get_content_md5,
    get_file_like_object_length,
)
from qcloud_cos.published.documents import (
    decode_result,
    dict_to_xml,
    format_dict,
    format_dict_or_list,
    format_xml,
    parse_bucket_canned_acl,
    parse_object_canned_acl,
    xml_to_dict,
)
from qcloud_cos.published.keywords import (
    CiDetectType,
    format_values,
    maplist,
    mapped,
)
from qcloud_cos.published.texts import (
    get_date,
    get_md5,
    get_raw_md5,
    to_bytes,
    to_str,
    to_unicode,
)
from qcloud_cos.xml2dict import Xml2Dict

text_type, binary_type, string_types = str, bytes, (str,)

__all__ = [
    "DEFAULT_CHUNK_SIZE",
    "SINGLE_UPLOAD_LENGTH",
    "CiDetectType",
    "CosClientError",
    "CosServiceError",
    "ProgressCallback",
    "Xml2Dict",
    "base64",
    "binary_type",
    "check_object_content_length",
    "client_can_retry",
    "datetime",
    "decode_result",
    "dict_to_xml",
    "format_bucket",
    "format_dict",
    "format_dict_or_list",
    "format_endpoint",
    "format_path",
    "format_region",
    "format_values",
    "format_xml",
    "gen_copy_source_range",
    "gen_copy_source_url",
    "get_content_md5",
    "get_copy_source_info",
    "get_date",
    "get_file_like_object_length",
    "get_md5",
    "get_raw_md5",
    "hashlib",
    "io",
    "maplist",
    "mapped",
    "os",
    "parse_bucket_canned_acl",
    "parse_object_canned_acl",
    "path_simplify_check",
    "quote",
    "re",
    "string_types",
    "switch_hostname",
    "switch_hostname_for_url",
    "sys",
    "text_type",
    "threading",
    "to_bytes",
    "to_str",
    "to_unicode",
    "unquote",
    "urlparse",
    "xml_to_dict",
]
