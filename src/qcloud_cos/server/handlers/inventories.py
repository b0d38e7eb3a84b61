"""Inventories, by id: those made regularly, and those made once.  None is ever made here."""

from __future__ import annotations

from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document
from qcloud_cos.server.documents import INVENTORY
from qcloud_cos.server.handlers.pages import number, truth
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.shelf import Shelf
from qcloud_cos.server.store import Changes, Snapshot

MOST = 1000
PAGE = 100


@route("PUT", "bucket", "inventory+id", needs="owner", document=64 * KIB)
def put_bucket_inventory(db: Changes, request: ServerRequest) -> Answer:
    return _put(db, request, once=False)


@route("POST", "bucket", "inventory+id", needs="owner", document=64 * KIB)
def post_bucket_inventory(db: Changes, request: ServerRequest) -> Answer:
    return _put(db, request, once=True)


def _put(db: Changes, request: ServerRequest, *, once: bool) -> Answer:
    content = INVENTORY.content(request.body)
    if content["Id"] != request.query["id"]:
        raise argument("The Id in the document is another than in the query.")
    if once == ("Schedule" in content) or once == ("IsEnabled" in content):
        raise Refusal("MalformedXML", "Schedule and IsEnabled are for inventories that are made regularly.")
    bucket_of(db, request.bucket)
    shelf = Shelf(db, request.bucket, "inventory")
    known = shelf.get(content["Id"])
    if known is not None and (once or known["once"]):
        raise Refusal("DuplicateInventoryId")
    if known is None and len(shelf) >= MOST:
        raise Refusal("InventoryFull")
    shelf.put(db, content["Id"], {"text": INVENTORY.text(content), "once": once})
    return Answer()


@route("GET", "bucket", "inventory+id", needs="owner")
def get_bucket_inventory(db: Snapshot, request: ServerRequest) -> Answer:
    found = Shelf(db, request.bucket, "inventory").get(request.query["id"])
    if found is None:
        raise Refusal(INVENTORY.missing)
    return document(found["text"])


@route("DELETE", "bucket", "inventory+id", needs="owner")
def delete_bucket_inventory(db: Changes, request: ServerRequest) -> Answer:
    bucket_of(db, request.bucket)
    Shelf(db, request.bucket, "inventory").remove(db, request.query["id"])
    return Answer(204)


@route("GET", "bucket", "inventory", needs="owner")
def list_bucket_inventory_configurations(db: Snapshot, request: ServerRequest) -> Answer:
    token = request.query.get("continuation-token", "")
    entries = Shelf(db, request.bucket, "inventory").entries(
        number(request.query, "continuation-token", 0, most=None)
    )
    regular = [entry for entry in entries if not entry.value["once"]]
    page, truncated = regular[:PAGE], len(regular) > PAGE
    listed = "".join([entry.value["text"] for entry in page])
    given = f"<ContinuationToken>{escaped(token)}</ContinuationToken>" if token else ""
    following = f"<NextContinuationToken>{page[-1].number}</NextContinuationToken>" if truncated else ""
    return document(
        f"<ListInventoryConfigurationResult>{listed}<IsTruncated>{truth(truncated)}</IsTruncated>"
        f"{given}{following}</ListInventoryConfigurationResult>"
    )
