"""Requests over asyncio, in as many event loops as there are; nothing else here imports asyncio."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any

from qcloud_cos.core.wire import Origin, Request, Response, Sized
from qcloud_cos.errors import AnswerLost, BodyCutShort, CosException
from qcloud_cos.transport import bodies, http1, proxies
from qcloud_cos.transport.async_streams import AsyncStreamBody
from qcloud_cos.transport.bodies import Buffer, Plan
from qcloud_cos.transport.failures import BadFraming, Unanswered, answer_lost, connect_failed
from qcloud_cos.transport.options import Options, seconds
from qcloud_cos.transport.proxies import Route, Routes
from qcloud_cos.transport.shared_loop import LoopPools
from qcloud_cos.transport.wires import Wire, arriving

