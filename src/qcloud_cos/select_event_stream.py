"""An import path of the published SDK; the stream is in `qcloud_cos.transport.events`."""

from qcloud_cos.transport.events import EventStream as EventStream

__all__ = ["EventStream"]
