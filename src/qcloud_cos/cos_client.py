"""An import path of the published SDK; the clients are in `qcloud_cos.client`, CosConfig in `qcloud_cos.config`.

``from qcloud_cos.cos_client import *`` gives what it always gave; tests patch `time` here.
"""

import copy
import json
import logging
import time
from hashlib import md5
from urllib.parse import urlencode

from qcloud_cos import cos_comm
from qcloud_cos.client import CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.cos_auth import CosRtmpAuth, CosS3Auth
from qcloud_cos.cos_comm import *  # noqa: F403
from qcloud_cos.cos_threadpool import SimpleThreadPool
from qcloud_cos.errors import CosClientError, CosServiceError
from qcloud_cos.logs import logger
from qcloud_cos.resumable_downloader import ResumableDownLoader
from qcloud_cos.select_event_stream import EventStream
from qcloud_cos.streambody import StreamBody
from qcloud_cos.version import __version__
from qcloud_cos.xml2dict import Xml2Dict

__all__ = [
    "CosClientError",
    "CosConfig",
    "CosRtmpAuth",
    "CosS3Auth",
    "CosS3Client",
    "CosServiceError",
    "EventStream",
    "ResumableDownLoader",
    "SimpleThreadPool",
    "StreamBody",
    "Xml2Dict",
    "__version__",
    "copy",
    "json",
    "logger",
    "logging",
    "md5",
    "time",
    "urlencode",
]
__all__ += cos_comm.__all__
