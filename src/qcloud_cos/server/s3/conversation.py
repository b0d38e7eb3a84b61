"""One request in S3's dialect, and its answer: what the app asks for on the way in and on the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import Any

from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, trace_id
from qcloud_cos.server.s3 import auth, incoming, outgoing
from qcloud_cos.server.s3.codes import S3Refusal
from qcloud_cos.server.s3.payload import Payload, payload_of
from qcloud_cos.server.s3.whole import Whole, whole
from qcloud_cos.server.store import Store

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
_LARGE = 64 * 1024
_MOST_LISTED = "2000"


class Conversation:
    def __init__(self, request: ServerRequest, raw_path: bytes) -> None:
        self._request = request
        self._path = raw_path.decode("utf-8", "surrogateescape")
        self._asked = request.query
        self._payload: Payload | None = None
        self._found: auth.Verified | None = None
        self._whole: Whole | None = None

    def begin(self, accounts: Accounts, now: float) -> Account | None:
        """The account that signed the request, which from then on is one of COS's own.

        Raises:
            Refusal: what is sent is not as it was signed, or asks for what COS has not.
        """
        if self._found is not None:
            return self._found.account  # asked again, after the origin was
        request = self._request
        found = auth.verified(auth.Sent(request, self._path), accounts, now)
        headers = {**found.headers, **request.headers}
        incoming.check_known(request.method, request.query, headers)
        completes = request.method == "POST" and "uploadId" in request.query
        self._payload = payload_of(headers, found, of_object=completes)
        self._whole = whole(headers) if completes else None
        request.has_checksum = self._payload.has_checksum
        request.headers = incoming.translated(headers)
        if self._payload.length is not None:
            request.headers["content-length"] = str(self._payload.length)
        if self._lists_buckets:
            request.query = {"max-keys": _MOST_LISTED, "region": self._asked.get("bucket-region", "")}
        self._found = found
        return found.account

    @property
    def prepare(self) -> Callable[[Store, ServerRequest], None] | None:
        """What is to be done before the handler, in a thread."""
        return self._whole.check if self._whole else None

    def receiving(self, receive: Receive, threads: Executor) -> Receive:
        """The body as it is meant, once it was compared with what was said of it."""

        async def content() -> Message:
            message = await receive()
            payload = self._payload
            if payload is None or payload.is_plain or message["type"] != "http.request":
                return message
            body: bytes = message["body"]
            if len(body) >= _LARGE:
                loop = asyncio.get_running_loop()
                body = await loop.run_in_executor(threads, payload.feed, body)
            elif body:
                body = payload.feed(body)
            if not message["more_body"] and not self._request.state.get("cut_short"):
                payload.finish()
            return {**message, "body": body}

        return content

    def headers(self, headers: dict[str, str]) -> dict[str, str]:
        """Of the answer, with S3's names."""
        return dict(outgoing.header(name, value) for name, value in headers.items())

    def document(self, body: bytes) -> bytes:
        """A document that was sent to be read."""
        request = self._request
        if request.method == "PUT" and not request.key:
            self._place(incoming.location(body))
        return incoming.document(body)

    def answered(self, answer: Answer) -> Answer:
        if answer.content is None and answer.headers.get("Content-Type") == "application/xml":
            if self._lists_buckets:
                answer.body = outgoing.buckets(answer.body, self._asked)
            else:
                answer.body = outgoing.document(answer.body)
        return answer

    def refused(self, refusal: Refusal) -> Answer:
        trace = trace_id()
        request = self._request
        headers = {**refusal.headers, "x-cos-trace-id": trace}
        if request.method == "HEAD":
            return Answer(refusal.status, headers)
        headers["Content-Type"] = "application/xml"
        resource = "/".join(["", *filter(None, (request.bucket, request.key))]) or "/"
        return Answer(refusal.status, headers, outgoing.error(refusal, resource, request.id, trace))

    @property
    def _lists_buckets(self) -> bool:
        return self._request.method == "GET" and not self._request.bucket

    def _place(self, region: str) -> None:
        """A new bucket's region: the host's, else the one that the document names."""
        place = self._request.place
        if region and place.region and region != place.region:
            message = f"The {region} location constraint is incompatible for the region of this endpoint."
            raise S3Refusal("IllegalLocationConstraintException", message)
        if region:
            self._request.place = place._replace(region=region)
