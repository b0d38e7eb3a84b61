"""Whole trees: directories and prefixes, uploaded, downloaded, copied, deleted and synced."""

from qcloud_cos.transfer.trees.operations import Trees
from qcloud_cos.transfer.trees.places import Remote
from qcloud_cos.transfer.trees.results import Failure, TreeEvent, TreeResult

__all__ = ["Failure", "Remote", "TreeEvent", "TreeResult", "Trees"]
