"""Live channels, set up and listed.  There is nobody here to push a stream to."""

from __future__ import annotations

from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, iso
from qcloud_cos.server.documents import LIVE_CHANNEL
from qcloud_cos.server.documents.live import LONGEST_NAME
from qcloud_cos.server.handlers.pages import number, truth
from qcloud_cos.server.hosts import DEFAULT_REGION
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.shelf import Entry, Shelf
from qcloud_cos.server.store import Changes, Snapshot

KIND = "live"


@route("PUT", "object", KIND, needs="owner", of="bucket", document=64 * KIB)
def put_live_channel(db: Changes, request: ServerRequest) -> Answer:
    if "/" in request.key or len(request.key) > LONGEST_NAME:
        raise argument(f"The name of a channel has at most {LONGEST_NAME} characters, and no slash.")
    content = LIVE_CHANNEL.content(request.body)
    bucket_of(db, request.bucket)
    _keep(db, request, content)
    return document(xml.element("CreateLiveChannelResult", _urls(request, request.key, content)))


@route("GET", "object", KIND, needs="owner", of="bucket")
def get_live_channel_info(db: Snapshot, request: ServerRequest) -> Answer:
    return document(LIVE_CHANNEL.text(_known(db, request)))


@route("PUT", "object", "live+switch", needs="owner", of="bucket", document=KIB)
def put_live_channel_switch(db: Changes, request: ServerRequest) -> Answer:
    switch = request.query["switch"].capitalize()
    if switch not in ("Enabled", "Disabled"):
        raise argument("switch is enabled or disabled.")
    _keep(db, request, {**_known(db, request), "Switch": switch})
    return Answer()


@route("DELETE", "object", KIND, needs="owner", of="bucket")
def delete_live_channel(db: Changes, request: ServerRequest) -> Answer:
    bucket_of(db, request.bucket)
    if not Shelf(db, request.bucket, KIND).remove(db, request.key):
        raise Refusal("NoSuchLiveChannel")
    return Answer(204)


@route("GET", "bucket", KIND, needs="owner")
def list_live_channel(db: Snapshot, request: ServerRequest) -> Answer:
    query = request.query
    prefix, marker, limit = query.get("prefix", ""), query.get("marker", ""), number(query, "max-keys", 100)
    found = [
        entry
        for entry in sorted(Shelf(db, request.bucket, KIND).entries(), key=lambda entry: entry.id.encode())
        if entry.id.startswith(prefix) and entry.id.encode() > marker.encode()
    ]
    page, truncated = found[:limit], len(found) > limit
    result: dict[str, Any] = {
        "Prefix": prefix,
        "Marker": marker,
        "MaxKeys": limit,
        "IsTruncated": truth(truncated),
        "NextMarker": page[-1].id if truncated else None,
        "LiveChannel": [_listed(request, entry) for entry in page],
    }
    return document(xml.element("ListLiveChannelResult", result))


def _listed(request: ServerRequest, entry: Entry) -> dict[str, Any]:
    content = entry.value["content"]
    return {
        "Name": entry.id,
        "Description": content.get("Description"),
        "Status": content["Switch"],
        "LastModified": iso(entry.value["modified"]),
        **_urls(request, entry.id, content),
    }


def _known(db: Reading, request: ServerRequest) -> dict[str, Any]:
    found = Shelf(db, request.bucket, KIND).get(request.key)
    if found is None:
        raise Refusal("NoSuchLiveChannel")
    content: dict[str, Any] = found["content"]
    return content


def _keep(db: Changes, request: ServerRequest, content: dict[str, Any]) -> None:
    Shelf(db, request.bucket, KIND).put(db, request.key, {"content": content, "modified": request.now})


def _urls(request: ServerRequest, channel: str, content: dict[str, Any]) -> dict[str, Any]:
    region = request.row.region if request.row else DEFAULT_REGION
    host = f"{request.bucket}.cos.{region}.myqcloud.com"
    return {
        "PublishUrls": {"Url": f"rtmp://{host}/live/{channel}"},
        "PlayUrls": {"Url": f"http://{host}/{channel}/{content['Target']['PlaylistName']}"},
    }
