"""Rules of intelligent tiering of the second version, by id; `default` is the rule of the first."""

from __future__ import annotations

from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, done
from qcloud_cos.server.documents import TIERING, TIERINGS
from qcloud_cos.server.documents.tiering import DEFAULT, check_bucket, check_tiers, first_of, second_of
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.shelf import Shelf
from qcloud_cos.server.store import Changes, Snapshot

MOST = 1000


@route("PUT", "bucket", "intelligent-tiering+id", needs="owner", document=64 * KIB)
def put_bucket_intelligenttiering_v2(db: Changes, request: ServerRequest) -> Answer:
    name = request.query["id"]
    content = TIERINGS.content(request.body)
    if content.setdefault("Id", name) != name:
        raise argument("The Id in the document is another than in the query.")
    bucket_of(db, request.bucket)
    check_bucket(db, request.bucket)
    check_tiers(db, request.bucket, content)
    if name == DEFAULT:
        if "<Status>Enabled" in (_default(db, request.bucket) or ""):
            raise Refusal("InvalidBucketState", "The default rule cannot be modified")
        db.put_document(request.bucket, TIERING.subresource, TIERING.text(first_of(content)))
        return done()
    shelf = Shelf(db, request.bucket, "intelligent-tiering")
    if shelf.get(name) is None and len(shelf) >= MOST:
        raise argument(f"A bucket has at most {MOST} rules of intelligent tiering.")
    shelf.put(db, name, {"text": TIERINGS.text({"Id": name, **content})})
    return done()


@route("GET", "bucket", "intelligent-tiering+id", needs="owner")
def get_bucket_intelligenttiering_v2(db: Snapshot, request: ServerRequest) -> Answer:
    name = request.query["id"]
    found = Shelf(db, request.bucket, "intelligent-tiering").get(name)
    text = _default(db, request.bucket) if name == DEFAULT else found and found["text"]
    if not text:
        raise Refusal(TIERINGS.missing)
    return document(text)


@route("GET", "bucket", "intelligent-tiering", needs="owner")
def list_bucket_intelligenttiering_configurations(db: Snapshot, request: ServerRequest) -> Answer:
    others = Shelf(db, request.bucket, "intelligent-tiering").entries()
    listed = "".join([_default(db, request.bucket) or "", *(entry.value["text"] for entry in others)])
    root = "ListBucketIntelligentTieringConfigurationsOutput"
    return document(f"<{root}>{listed}</{root}>")


def _default(db: Reading, bucket: str) -> str | None:
    first = db.document(bucket, TIERING.subresource)
    if first is None:
        return None
    content: dict[str, Any] = xml.parse(first.encode())
    return TIERINGS.text(second_of(content))
