"""Flows of many calls: big uploads, downloads and copies."""

from qcloud_cos.transfer.copies import Copies
from qcloud_cos.transfer.downloads import Downloads
from qcloud_cos.transfer.uploads import Uploads


class Transfers(Uploads, Downloads, Copies):
    """All of them."""
