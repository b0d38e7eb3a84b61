"""Certificates of a bucket's own domains, by domain.  Nothing is served with them here."""

from __future__ import annotations

from qcloud_cos.core import xml
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, done
from qcloud_cos.server.documents import CERTIFICATE, DOMAIN
from qcloud_cos.server.documents.domains import names_of
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import route
from qcloud_cos.server.shelf import Shelf
from qcloud_cos.server.store import Changes, Snapshot

KIND = "domaincertificate"


@route("PUT", "bucket", KIND, needs="owner", document=CERTIFICATE.largest)
def put_bucket_domain_certificate(db: Changes, request: ServerRequest) -> Answer:
    content = CERTIFICATE.content(request.body)
    bucket_of(db, request.bucket)
    wanted = [name.lower() for held in content["DomainList"] for name in held["DomainName"]]
    if not names_of(db.document(request.bucket, DOMAIN.subresource)).issuperset(wanted):
        raise Refusal(DOMAIN.missing, "A certificate is for the bucket's own domains.")
    shelf = Shelf(db, request.bucket, KIND)
    for name in wanted:
        shelf.put(db, name, content["CertificateInfo"])
    return done()


@route("GET", "bucket", KIND, needs="owner")
def get_bucket_domain_certificate(db: Snapshot, request: ServerRequest) -> Answer:
    found = Shelf(db, request.bucket, KIND).get(_domain(request))
    shown = {"Status": "Enabled", "CertificateInfo": found} if found else {"Status": "Disabled"}
    return document(xml.element(CERTIFICATE.root, shown))


@route("DELETE", "bucket", KIND, needs="owner")
def delete_bucket_domain_certificate(db: Changes, request: ServerRequest) -> Answer:
    bucket_of(db, request.bucket)
    Shelf(db, request.bucket, KIND).remove(db, _domain(request))
    return Answer(204)


def _domain(request: ServerRequest) -> str:
    name = request.query.get("domainname", "").lower()
    if not name:
        raise argument("domainname says whose certificate is meant.")
    return name
