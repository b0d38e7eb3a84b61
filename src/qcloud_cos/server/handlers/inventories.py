"""Inventories, by id: those made regularly, and those made once."""

from __future__ import annotations

from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, done
from qcloud_cos.server.documents import INVENTORY
from qcloud_cos.server.documents.document import Target
from qcloud_cos.server.handlers.configurations import check_targets
from qcloud_cos.server.handlers.pages import number, truth
from qcloud_cos.server.inventory.noting import drop, note
from qcloud_cos.server.inventory.schedule import beijing
from qcloud_cos.server.inventory.wanted import wanted
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.shelf import Shelf
from qcloud_cos.server.store import Changes, Snapshot

MOST = 1000
PAGE = 100


@route("PUT", "bucket", "inventory+id", needs="owner", document=64 * KIB)
def put_bucket_inventory(db: Changes, request: ServerRequest) -> Answer:
    _put(db, request, once=False)
    return done()


@route("POST", "bucket", "inventory+id", needs="owner", document=64 * KIB)
def post_bucket_inventory(db: Changes, request: ServerRequest) -> Answer:
    _put(db, request, once=True)
    return document(f"<PostInventoryResult><JobId>{request.id}</JobId></PostInventoryResult>")


def _put(db: Changes, request: ServerRequest, *, once: bool) -> None:
    content = INVENTORY.content(request.body)
    if content["Id"] != request.query["id"]:
        raise argument("The Id in the document is another than in the query.")
    if once == ("Schedule" in content) or once == ("IsEnabled" in content):
        raise Refusal("MalformedXML", "Schedule and IsEnabled are for inventories that are made regularly.")
    bucket_of(db, request.bucket)
    text = INVENTORY.text(content)
    one = wanted(text)
    check_targets(db, request, [Target(one.target, one.folder)])
    shelf = Shelf(db, request.bucket, "inventory")
    known = shelf.get(one.id)
    today = f"{beijing(request.now):%Y%m%d}"
    if known is not None and (known.get("day") == today if known["once"] else once):
        raise Refusal("DuplicateInventoryId")  # once a day, and never by the name of a regular one
    if known is None and len(shelf) >= MOST:
        raise Refusal("InventoryFull")
    shelf.put(db, one.id, {"text": text, "once": once, "day": today if once else ""})
    note(db, request.bucket, one, request.now)


@route("GET", "bucket", "inventory+id", needs="owner")
def get_bucket_inventory(db: Snapshot, request: ServerRequest) -> Answer:
    found = Shelf(db, request.bucket, "inventory").get(request.query["id"])
    if found is None:
        raise Refusal(INVENTORY.missing)
    return document(found["text"])


@route("DELETE", "bucket", "inventory+id", needs="owner")
def delete_bucket_inventory(db: Changes, request: ServerRequest) -> Answer:
    bucket_of(db, request.bucket)
    if Shelf(db, request.bucket, "inventory").remove(db, request.query["id"]):
        drop(db, request.bucket, request.query["id"])
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
