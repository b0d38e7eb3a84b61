"""All kinds of configuration that a bucket has."""

from __future__ import annotations

from qcloud_cos.server.documents.destinations import INVENTORY, LOGGING, REPLICATION
from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.domains import CERTIFICATE, DOMAIN
from qcloud_cos.server.documents.live import LIVE_CHANNEL
from qcloud_cos.server.documents.origin import ORIGIN
from qcloud_cos.server.documents.protection import ENCRYPTION, OBJECT_LOCK
from qcloud_cos.server.documents.rules import CORS, LIFECYCLE, TAGGING, VERSIONING
from qcloud_cos.server.documents.serving import ACCELERATE, REFERER, RESPONSE_CONTROL, WEBSITE
from qcloud_cos.server.documents.tiering import TIERING, TIERINGS

DOCUMENTS: tuple[Document, ...] = (
    CORS,
    LIFECYCLE,
    TAGGING,
    WEBSITE,
    REFERER,
    RESPONSE_CONTROL,
    ACCELERATE,
    LOGGING,
    REPLICATION,
    DOMAIN,
    ORIGIN,
    ENCRYPTION,
    OBJECT_LOCK,
    TIERING,
)
"""Those of which a bucket has one, kept as the text it is."""
BY_ID: tuple[Document, ...] = (INVENTORY, TIERINGS, CERTIFICATE, LIVE_CHANNEL)
"""Those of which it has many.  Versioning is a column of the bucket, ACL and policy have rooms of their own."""
ALL: tuple[Document, ...] = (*DOCUMENTS, *BY_ID, VERSIONING)
