"""Flows of many calls: big uploads, downloads and copies, and whole trees."""

from qcloud_cos.transfer.copies import Copies
from qcloud_cos.transfer.downloads import Downloads
from qcloud_cos.transfer.trees import Trees
from qcloud_cos.transfer.uploads import Uploads


class Transfers(Uploads, Downloads, Copies, Trees):
    """All of them."""
