"""An import path of the published SDK; the errors are in `qcloud_cos.errors`."""

from qcloud_cos.errors import CosClientError as CosClientError
from qcloud_cos.errors import CosException as CosException
from qcloud_cos.errors import CosServiceError as CosServiceError
from qcloud_cos.published.digests import digest_json, digest_xml, digest_xml_or_json

__all__ = [
    "CosClientError",
    "CosException",
    "CosServiceError",
    "digest_json",
    "digest_xml",
    "digest_xml_or_json",
]
