"""A bucket's own domains, and their certificates."""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import ANY, Element, Text, malformed, many, maybe, one_of
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.store import Bucket, Changes

_NAME = Text(253, pattern=r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")


def names_of(text: str | None) -> set[str]:
    """The domains in a stored document."""
    rules = as_list(xml.parse(text.encode()).get("DomainRule")) if text else []
    return {rule["Name"].lower() for rule in rules}


def _check_domains(content: dict[str, Any]) -> None:
    names = [rule["Name"].lower() for rule in content["DomainRule"]]
    if len(set(names)) < len(names):
        raise Refusal("DomainConfigConflict")


def _check_others(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    """A domain leads to one bucket.

    To take one over, COS wants a DNS record of it.  Here nobody has one: it is taken for granted between
    buckets of one account, and for missing between accounts.
    """
    wanted = {rule["Name"].lower(): "ForcedReplacement" in rule for rule in content["DomainRule"]}
    for name, text in db.documents("domain"):
        taken = names_of(text) & wanted.keys() if name != bucket.name else set()
        if not taken:
            continue
        if not all(wanted[each] for each in taken):
            raise Refusal("RecordAlreadyExist")
        other = db.bucket(name)
        if other is None or other.owner != bucket.owner:
            raise Refusal("DNSRecordVerifyFailed")
        _take_away(db, name, text, taken)


def _take_away(db: Changes, bucket: str, text: str, names: set[str]) -> None:
    rules = as_list(xml.parse(text.encode())["DomainRule"])
    left = [rule for rule in rules if rule["Name"].lower() not in names]
    if left:
        db.put_document(bucket, DOMAIN.subresource, DOMAIN.text({"DomainRule": left}))
    else:
        db.delete_document(bucket, DOMAIN.subresource)


def _verification(bucket: Bucket) -> dict[str, str]:
    proof = hashlib.md5(bucket.name.encode()).hexdigest()
    return {"x-cos-domain-txt-verification": f"tencent-cloud-cos-verification={proof}"}


DOMAIN = Document(
    "domain",
    "DomainConfiguration",
    Element(
        {
            "DomainRule": many(
                Element(
                    {
                        "Status": one_of("ENABLED", "DISABLED"),
                        "Name": _NAME,
                        "Type": one_of("REST", "WEBSITE", "ACCELERATE"),
                        "ForcedReplacement": maybe(one_of("CNAME", "TXT")),
                    }
                ),
                most=20,
            )
        }
    ),
    "DomainConfigNotFoundError",
    _check_domains,
    _check_others,
    behaves=True,
    shown=_verification,
)


def _check_certificate(content: dict[str, Any]) -> None:
    """Only the id and the time it is valid in are kept of a certificate, and of its key nothing."""
    custom = content["CertificateInfo"]["CustomCert"]
    found = {"CertId": custom.get("CertId") or custom.get("CertID")}
    if "Cert" in custom:
        if "PrivateKey" not in custom:
            raise malformed("A Cert needs its PrivateKey.")
        found = {"CertId": hashlib.md5(custom["Cert"].encode()).hexdigest()[:8], **validity(custom["Cert"])}
    elif not found["CertId"]:
        raise malformed("A CustomCert is a CertId, or a Cert and its PrivateKey.")
    content["CertificateInfo"] = found


_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)
_TIME = rb"(?:\x17\x0d([0-9]{12})Z|\x18\x0f([0-9]{14})Z)"
_VALIDITY = re.compile(rb"\x30." + _TIME + _TIME, re.DOTALL)


def validity(pem: str) -> dict[str, str]:
    """From when to when a certificate is valid, found in its DER by the only pair of times in it.

    Raises:
        Refusal: InvalidArgument; it is no certificate.
    """
    try:
        found = _PEM.search(pem)
        times = _VALIDITY.search(b64decode(found[1])) if found else None
    except binascii.Error:
        times = None
    if times is None:
        raise argument("Cert is not a certificate in PEM.")
    begin, end = (_iso(short, long) for short, long in (times.group(1, 2), times.group(3, 4)))
    return {"ValidityBegin": begin, "ValidityExpire": end}


def _iso(short: bytes | None, long: bytes | None) -> str:
    if long is None:
        assert short is not None  # noqa: S101 - the pattern has one of them
        long = (b"19" if short >= b"50" else b"20") + short
    t = long.decode()
    return f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:]}Z"


CERTIFICATE = Document(
    "domaincertificate",
    "DomainCertificate",
    Element(
        {
            "CertificateInfo": Element(
                {
                    "CertType": one_of("CustomCert"),
                    "CustomCert": Element(
                        {
                            "CertId": maybe(ANY),
                            "CertID": maybe(ANY),
                            "Cert": maybe(Text(1 << 16)),
                            "PrivateKey": maybe(Text(1 << 16)),
                        }
                    ),
                }
            ),
            "DomainList": many(Element({"DomainName": many(_NAME, most=20)}), most=20),
        }
    ),
    check=_check_certificate,
    name="domain_certificate",
    largest=256 * 1024,
)
"""By domain."""
