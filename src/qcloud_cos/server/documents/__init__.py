"""Bucket configurations: documents that are checked, kept, and given back."""

from qcloud_cos.server.documents.destinations import INVENTORY, LOGGING, REPLICATION
from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.domains import CERTIFICATE, DOMAIN
from qcloud_cos.server.documents.live import LIVE_CHANNEL
from qcloud_cos.server.documents.origin import ORIGIN
from qcloud_cos.server.documents.protection import ENCRYPTION, OBJECT_LOCK
from qcloud_cos.server.documents.rules import CORS, LIFECYCLE, TAGGING, VERSIONING
from qcloud_cos.server.documents.serving import ACCELERATE, REFERER, RESPONSE_CONTROL, WEBSITE
from qcloud_cos.server.documents.table import ALL, BY_ID, DOCUMENTS
from qcloud_cos.server.documents.tiering import TIERING, TIERINGS

__all__ = [
    "ACCELERATE",
    "ALL",
    "BY_ID",
    "CERTIFICATE",
    "CORS",
    "DOCUMENTS",
    "DOMAIN",
    "ENCRYPTION",
    "INVENTORY",
    "LIFECYCLE",
    "LIVE_CHANNEL",
    "LOGGING",
    "OBJECT_LOCK",
    "ORIGIN",
    "REFERER",
    "REPLICATION",
    "RESPONSE_CONTROL",
    "TAGGING",
    "TIERING",
    "TIERINGS",
    "VERSIONING",
    "WEBSITE",
    "Document",
]
