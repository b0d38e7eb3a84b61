"""Shapes of arguments and results, named and spelled as on the wire.

A result's TypedDict is also its XML schema: an element typed `list[...]` is
always a list, however many the server sent.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qcloud_cos.types.services import *  # noqa: F403
    from qcloud_cos.types.storage import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """Made when one is first used: `import qcloud_cos` needs none of them, and they are slow to make."""
        from importlib import import_module

        if name.startswith("_") or name.islower():  # a module, or nothing
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        for module in ("storage", "services"):
            shapes = import_module(f"qcloud_cos.types.{module}")
            if hasattr(shapes, name):
                found = globals()[name] = getattr(shapes, name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
