"""An import path of the published SDK; the body is in `qcloud_cos.transport.streams`."""

from qcloud_cos.transport.streams import StreamBody as StreamBody

__all__ = ["StreamBody"]
