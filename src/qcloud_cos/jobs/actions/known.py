"""The actions by name.  An action's module is imported when it is wanted."""

from __future__ import annotations

from importlib import import_module

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.actions.action import Action
from qcloud_cos.jobs.specification import JobSpecification

WHERE = {
    "copy": "copying:Copy",
    "move": "moving:Move",
    "delete": "deleting:Delete",
    "restore": "restoring:Restore",
    "tag": "tagging:Tag",
    "set_class": "classes:SetClass",
    "set_acl": "acls:SetAcl",
    "checksum": "checksums:Checksum",
    "verify": "verifying:Verify",
    "head": "heads:Head",
    "map": "mapping:Map",
}
"""The module and the class of each."""


def action_of(specification: JobSpecification) -> Action:
    """The action that it asks for.

    Raises:
        CosClientError: there is none of that name, or its options cannot be.
    """
    if specification.operation not in WHERE:
        raise CosClientError(f"{specification.operation!r} is no operation of jobs: there are {', '.join(WHERE)}")
    module, _, name = WHERE[specification.operation].partition(":")
    kind = getattr(import_module(f"qcloud_cos.jobs.actions.{module}"), name)
    action: Action = kind(specification.options)
    return action
