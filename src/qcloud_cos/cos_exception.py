"""An import path of the published SDK; the errors are in `qcloud_cos.errors`."""

from qcloud_cos.errors import CosClientError as CosClientError
from qcloud_cos.errors import CosException as CosException
from qcloud_cos.errors import CosServiceError as CosServiceError

__all__ = ["CosClientError", "CosException", "CosServiceError"]
