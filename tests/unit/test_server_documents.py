"""Configurations as documents: what is understood of them, how they are kept, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qcloud_cos import Calls
from qcloud_cos.core import xml
from qcloud_cos.server import documents, refusal
from qcloud_cos.server.documents import ALL, Document
from qcloud_cos.server.documents.domains import validity
from qcloud_cos.server.documents.shapes import ANY, TRUTH, Choice, Element, Shape, Text, Whole, many, maybe, one_of
from qcloud_cos.server.refusal import Refusal


def code(read: Any, *arguments: Any) -> str:
    with pytest.raises(Refusal) as refused:
        read(*arguments)
    return refused.value.code


@pytest.mark.parametrize(
    ("shape", "value", "kept"),
    [
        (Text(), "a", "a"),
        (Text(empty=True), None, None),
        (Text(pattern="[ab]+"), "ab", "ab"),
        (one_of("On", "Off"), "On", "On"),
        (TRUTH, "True", "true"),
        (Whole(1, 5), "5", "5"),
    ],
)
def test_a_value_is_read(shape: Shape, value: str | None, kept: str | None) -> None:
    assert shape.read(value, "Name") == kept


@pytest.mark.parametrize(
    ("shape", "value", "says"),
    [
        (Text(), None, "MalformedXML"),
        (Text(), {"a": "b"}, "MalformedXML"),
        (Text(), ["a", "b"], "MalformedXML"),
        (Text(3), "aaaa", "InvalidArgument"),
        (Text(pattern="[ab]+"), "abc", "InvalidArgument"),
        (one_of("On", "Off"), "on", "MalformedXML"),
        (one_of("On", "Off"), None, "MalformedXML"),
        (Choice(("On",), code="InvalidArgument"), "Off", "InvalidArgument"),
        (Whole(1, 5), "6", "InvalidArgument"),
        (Whole(1, 5), "-1", "InvalidArgument"),
        (Whole(1, 5), "1.0", "InvalidArgument"),
        (Whole(1, 5), "٣", "InvalidArgument"),
        (Whole(1, 5), None, "InvalidArgument"),
        (Whole(0, 5), "9" * 5000, "InvalidArgument"),
    ],
)
def test_a_value_that_cannot_be(shape: Shape, value: Any, says: str) -> None:
    assert code(shape.read, value, "Name") == says


PERSON = Element(
    {
        "Name": Text(),
        "Age": maybe(Whole()),
        "Nick": many(Text(), 0, 2),
        "Home": maybe(Element({"Town": maybe(ANY)})),
    },
    numbered={"Pet": Text()},
)


def test_an_element_is_read_in_the_documented_order_without_what_nobody_knows() -> None:
    found = {"Nick": "n", "Shoe": "42", "Pet_10": "dog", "Pet_x": "cat", "Name": "a", "Home": None}
    kept = PERSON.read(found, "Person")
    assert list(kept.items()) == [("Name", "a"), ("Nick", ["n"]), ("Home", {}), ("Pet_10", "dog")]


@pytest.mark.parametrize(
    "found",
    [
        None,
        "\n",
        "text",
        [{"Name": "a"}, {"Name": "b"}],
        {"Name": ["a", "b"]},
        {"Name": "a", "Nick": ["1", "2", "3"]},
        {"Name": "a", "Home": "somewhere"},
        {"Name": "a", "Pet_1": ["cat", "dog"]},
    ],
)
def test_an_element_that_is_none(found: Any) -> None:
    assert code(PERSON.read, found, "Person") == "MalformedXML"


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.subresource)
def test_every_kind_has_its_operations_and_its_code(kind: Document) -> None:
    assert all(hasattr(Calls, operation) for operation in kind.operations.values())
    assert kind.missing in refusal.KNOWN or not kind.missing
    if kind.missing:
        assert refusal.KNOWN[kind.missing][0] == 404


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.subresource)
@pytest.mark.parametrize("body", [b"", b"text", b"<Other/>", b"<a", b"<!DOCTYPE a><a/>", b"<a>&b;</a>"])
def test_no_kind_takes_what_is_not_its_document(kind: Document, body: bytes) -> None:
    assert code(kind.normalised, body.replace(b"a", kind.root.encode())) == "MalformedXML"


def normalised(kind: Document, content: Any) -> dict[str, Any]:
    """As it is kept; and kept again it is the same."""
    text = kind.normalised(xml.dump(kind.root, content))
    if kind is not documents.CERTIFICATE:
        assert kind.normalised(text.encode()) == text
    return xml.parse(text.encode(), root=kind.root)


def test_redirects_say_that_they_are_on() -> None:
    rule = {"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"ReplaceKeyPrefixWith": None}}
    kept = normalised(
        documents.WEBSITE, {"IndexDocument": {"Suffix": "i"}, "RoutingRules": {"RoutingRule": [rule, rule]}}
    )
    on = {**rule, "Redirect": {"ReplaceKeyPrefixWith": None, "URLRedirect": "Enabled"}}
    assert kept["RoutingRules"]["RoutingRule"] == [on, on]


def test_encryption_has_one_name() -> None:
    kms = {"SSEAlgorithm": "KMS", "KMSMasterKeyID": "k"}
    kept = normalised(documents.ENCRYPTION, {"Rule": {"ApplySideEncryptionConfiguration": kms}})
    assert kept == {"Rule": {"ApplyServerSideEncryptionByDefault": kms}}
    both = {"ApplySideEncryptionConfiguration": kms, "ApplyServerSideEncryptionByDefault": kms}
    assert code(normalised, documents.ENCRYPTION, {"Rule": both}) == "MalformedXML"


def test_a_lifecycle_rule_loses_what_is_misspelt() -> None:
    rule = {"Status": "Enabled", "Filter": {"Prefix": "a"}, "Expiration": {"Days": "1"}}
    misspelt = {**rule, "Transation": [{"Days": "30", "StorageClass": "Standard_IA"}]}
    assert normalised(documents.LIFECYCLE, {"Rule": misspelt}) == {"Rule": rule}


def test_an_inventory_as_examples_have_it() -> None:
    target = {"Format": "CSV", "AccountId": "1", "Bucket": "qcs::cos:ap-x::b-1250000000", "Prefix": "list1"}
    example = {
        "Id": "a",
        "IsEnabled": "True",
        "Destination": {"COSBucketDestination": {**target, "Encryption": {"SSECOS": {}}}},
        "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"},
    }
    kept = normalised(documents.INVENTORY, example)
    assert kept["IsEnabled"] == "true"
    assert kept["Destination"]["COSBucketDestination"] == {**target, "Encryption": {"SSE-COS": None}}
    monthly = {**example, "Schedule": {"Frequency": "Daily", "MonthlyDate": 1}}
    assert code(normalised, documents.INVENTORY, monthly) == "InvalidArgument"


def test_a_live_channel_gets_what_it_does_not_say() -> None:
    kept = normalised(documents.LIVE_CHANNEL, {"Target": {"Type": "HLS"}})
    target = {"Type": "HLS", "FragDuration": "3", "FragCount": "5", "PlaylistName": "playlist.m3u8"}
    assert kept == {"Switch": "Enabled", "Target": target}


def pem(until: datetime) -> tuple[str, str]:
    """A certificate and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "www.example.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC))
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    return made.public_bytes(encoding).decode(), private.decode()


@pytest.mark.parametrize("year", [2030, 2060])
def test_a_certificate_says_how_long_it_is_valid(year: int) -> None:
    certificate, _ = pem(datetime(year, 1, 1, tzinfo=UTC))
    assert validity(certificate) == {
        "ValidityBegin": "2024-01-02T03:04:05Z",
        "ValidityExpire": f"{year}-01-01T00:00:00Z",
    }


@pytest.mark.parametrize("text", ["", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate(text: str) -> None:
    assert code(validity, text) == "InvalidArgument"


def test_nothing_is_kept_of_a_private_key() -> None:
    certificate, key = pem(datetime.now(UTC) + timedelta(days=30))
    custom = {"Cert": certificate, "PrivateKey": key}
    wanted = {
        "CertificateInfo": {"CertType": "CustomCert", "CustomCert": custom},
        "DomainList": [{"DomainName": "a.example.com"}, {"DomainName": ["b.example.com", "c.example.com"]}],
    }
    kind = documents.CERTIFICATE
    content = kind.content(xml.dump(kind.root, wanted))
    assert content["CertificateInfo"].keys() == {"CertId", "ValidityBegin", "ValidityExpire"}
    del custom["PrivateKey"]
    assert code(kind.content, xml.dump(kind.root, wanted)) == "MalformedXML"
    custom.clear()
    assert code(kind.content, xml.dump(kind.root, wanted)) == "MalformedXML"
    custom["CertId"] = "abc"
    assert kind.content(xml.dump(kind.root, wanted))["CertificateInfo"] == {"CertId": "abc"}
