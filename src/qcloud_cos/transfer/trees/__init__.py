"""Whole trees: directories and prefixes, uploaded, downloaded, copied, deleted and synced."""

from qcloud_cos.transfer.trees.across import PrefixCopies
from qcloud_cos.transfer.trees.down import DirectoryDownloads
from qcloud_cos.transfer.trees.places import Remote
from qcloud_cos.transfer.trees.removal import PrefixDeletion
from qcloud_cos.transfer.trees.results import Failure, TreeEvent, TreeResult
from qcloud_cos.transfer.trees.syncing import Syncs
from qcloud_cos.transfer.trees.up import DirectoryUploads


class Trees(DirectoryUploads, DirectoryDownloads, PrefixCopies, PrefixDeletion, Syncs):
    """All of them."""


__all__ = ["Failure", "Remote", "TreeEvent", "TreeResult", "Trees"]
