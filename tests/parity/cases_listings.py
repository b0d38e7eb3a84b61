"""Listings: objects, versions, uploads, parts, buckets."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, OBJECT, Answer, Case, document

OWNER = "<Owner><ID>1250000000</ID><DisplayName>1250000000</DisplayName></Owner>"
_QCS = "<ID>qcs::cam::uin/100000000001:uin/100000000001</ID><DisplayName>100000000001</DisplayName>"
ODD = "a%20b/%E5%9B%BE%2B.jpg"
"""A key as COS encodes it."""


def _object(key: str) -> str:
    return (
        f"<Contents><Key>{key}</Key><LastModified>2020-12-10T03:37:30.000Z</LastModified>"
        f"<ETag>&quot;f173&quot;</ETag><Size>13</Size>{OWNER}<StorageClass>STANDARD</StorageClass></Contents>"
    )


def _objects(inside: str) -> Answer:
    return document(
        f"""<?xml version='1.0' encoding='utf-8' ?>
<ListBucketResult>
\t<Name>photos-1250000000</Name>
\t<EncodingType>url</EncodingType>
\t<Prefix>a%20</Prefix>
\t<Marker/>
\t<MaxKeys>1000</MaxKeys>
\t<IsTruncated>true</IsTruncated>
\t<NextMarker>{ODD}</NextMarker>
\t{inside}
</ListBucketResult>"""
    )


def _version(key: str, kind: str = "Version") -> str:
    return (
        f"<{kind}><Key>{key}</Key><VersionId>MTg0</VersionId><IsLatest>true</IsLatest>"
        f"<LastModified>2020-12-10T03:37:30.000Z</LastModified>{OWNER}</{kind}>"
    )


def _versions(inside: str) -> Answer:
    return document(
        f"<ListVersionsResult><EncodingType>url</EncodingType><Name>photos-1250000000</Name><Prefix/>"
        f"<KeyMarker>a%2Fb</KeyMarker><VersionIdMarker/><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>"
        f"<NextKeyMarker>{ODD}</NextKeyMarker><NextVersionIdMarker>MTg0%3D</NextVersionIdMarker>"
        f"<Delimiter>%2F</Delimiter>{inside}</ListVersionsResult>"
    )


def _upload(key: str) -> str:
    return (
        f"<Upload><Key>{key}</Key><UploadId>1585130821cbb7df</UploadId><StorageClass>Standard</StorageClass>"
        f"<Initiator>{_QCS}</Initiator><Owner>{_QCS}</Owner><Initiated>2020-03-25T10:07:01.000Z</Initiated></Upload>"
    )


def _uploads(inside: str) -> Answer:
    return document(
        f"<ListMultipartUploadsResult><Bucket>photos-1250000000</Bucket><EncodingType>url</EncodingType>"
        f"<KeyMarker/><UploadIdMarker/><NextKeyMarker>{ODD}</NextKeyMarker><NextUploadIdMarker>15%2B</NextUploadIdMarker>"
        f"<MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated><Prefix>a%20</Prefix><Delimiter>/</Delimiter>"
        f"{inside}</ListMultipartUploadsResult>"
    )


def _part(number: int) -> str:
    return (
        f"<Part><PartNumber>{number}</PartNumber><LastModified>2020-03-25T10:07:14.000Z</LastModified>"
        f"<ETag>&quot;f173&quot;</ETag><Size>1048576</Size></Part>"
    )


def _parts(inside: str) -> Answer:
    return document(
        f"<ListPartsResult><Bucket>photos-1250000000</Bucket><EncodingType>url</EncodingType><Key>{ODD}</Key>"
        f"<UploadId>1585</UploadId>{OWNER}<PartNumberMarker>0</PartNumberMarker>"
        f"<Initiator>{_QCS}</Initiator>{inside}<StorageClass>Standard</StorageClass><MaxParts>1000</MaxParts>"
        f"<IsTruncated>false</IsTruncated></ListPartsResult>"
    )


def _buckets(inside: str) -> Answer:
    return document(
        f"<ListAllMyBucketsResult><Owner>{_QCS}</Owner>{inside}<Marker/><IsTruncated>false</IsTruncated>"
        f"</ListAllMyBucketsResult>"
    )


_BUCKET = (
    "<Bucket><Name>photos-1250000000</Name><Location>ap-guangzhou</Location>"
    "<CreationDate>2019-05-24T11:49:50Z</CreationDate><BucketType>cos</BucketType></Bucket>"
)
_PREFIX = "<CommonPrefixes><Prefix>a%20b/</Prefix></CommonPrefixes>"
ANSWERS: dict[str, dict[str, Answer]] = {
    "list_objects": {
        "none": _objects(""),
        "one": _objects(_object("a.txt")),
        "many": _objects(_object("a.txt") + _object(ODD)),
        "an empty element": _objects("<Contents/>"),
        "one prefix": _objects(_PREFIX + _object(ODD)),
        "many prefixes": _objects(_PREFIX + _PREFIX),
        "a percent sign that is no code": _objects(_object("100%25%zz")),
        "an answer of nothing": document("<ListBucketResult/>"),
        "a comment and a CDATA section": _objects("<!-- no --><Contents><Key><![CDATA[a<b]]></Key></Contents>"),
        "a value of spaces": _objects("<Contents><Key> </Key></Contents>"),
        "a value with line breaks": _objects("<Contents><Key>a\nb&#13;c</Key></Contents>"),
        "an owner that is empty": _objects("<Contents><Key>a</Key><Owner/></Contents>"),
        "a namespace of S3": document(
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>a</Name>'
            + _object("a")
            + "</ListBucketResult>"
        ),
        "the namespace of COS": document(
            '<ListBucketResult xmlns="http://www.qcloud.com/document/product/436/7751"><Name>a</Name>'
            + _object("a")
            + "</ListBucketResult>"
        ),
        "a key that looks like a namespace": _objects(_object("a{http://s3.amazonaws.com/doc/2006-03-01/}b")),
        "a byte order mark": Answer(200, {}, b"\xef\xbb\xbf<ListBucketResult><Name>a</Name></ListBucketResult>"),
    },
    "list_objects_versions": {
        "none": _versions(""),
        "one": _versions(_version("a.txt")),
        "many": _versions(_version("a.txt") + _version(ODD)),
        "one marker": _versions(_version(ODD, "DeleteMarker")),
        "markers among versions": _versions(
            _version("a", "DeleteMarker") + _version("a") + _version("b", "DeleteMarker")
        ),
        "one prefix": _versions(_PREFIX),
    },
    "list_multipart_uploads": {
        "none": _uploads(""),
        "one": _uploads(_upload("a.txt")),
        "many": _uploads(_upload("a.txt") + _upload(ODD)),
        "one prefix": _uploads(_PREFIX),
        "its name of the encoding": document(
            "<ListMultipartUploadsResult><Encoding-Type/></ListMultipartUploadsResult>"
        ),
    },
    "list_parts": {"none": _parts(""), "one": _parts(_part(1)), "many": _parts(_part(1) + _part(2))},
    "list_buckets": {
        "none": _buckets("<Buckets/>"),
        "none, in two lines": _buckets("<Buckets>\n</Buckets>"),
        "one": _buckets(f"<Buckets>{_BUCKET}</Buckets>"),
        "many": _buckets(f"<Buckets>\n\t{_BUCKET}\n\t{_BUCKET}\n</Buckets>"),
    },
}
BUCKET_ONLY = {"Bucket": BUCKET}
PART = {**OBJECT, "UploadId": "1585130821cbb7df+/="}
BASE: dict[str, dict[str, Any]] = {
    "list_objects": BUCKET_ONLY,
    "list_objects_versions": BUCKET_ONLY,
    "list_multipart_uploads": BUCKET_ONLY,
    "list_parts": PART,
    "list_buckets": {},
}
_ODD_TEXT = "a b/图+%&=?#~*!'()"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "list_objects": {
        "Prefix": _ODD_TEXT,
        "Delimiter": "/",
        "Marker": _ODD_TEXT,
        "MaxKeys": 7,
        "EncodingType": "url",
    },
    "list_objects_versions": {
        "Prefix": _ODD_TEXT,
        "Delimiter": "/",
        "KeyMarker": _ODD_TEXT,
        "VersionIdMarker": "MTg0",
        "MaxKeys": 7,
        "EncodingType": "url",
    },
    "list_multipart_uploads": {
        "Prefix": _ODD_TEXT,
        "Delimiter": "/",
        "KeyMarker": _ODD_TEXT,
        "UploadIdMarker": "1585",
        "MaxUploads": 7,
        "EncodingType": "url",
    },
    "list_parts": {"MaxParts": 7, "PartNumberMarker": 3, "EncodingType": "url"},
    "list_buckets": {
        "Region": "ap-beijing",
        "Marker": "a b",
        "MaxKeys": 7,
        "TagKey": "a",
        "CreateTime": 1700000000,
    },
}

CASES = [
    *[
        Case(method, f"{title} in the answer", BASE[method], answer)
        for method, answers in ANSWERS.items()
        for title, answer in answers.items()
    ],
    *[
        Case(method, f"with {name}", {**BASE[method], name: value}, ANSWERS[method]["many"])
        for method, arguments in ARGUMENTS.items()
        for name, value in arguments.items()
    ],
    *[
        Case(method, "with every argument", {**BASE[method], **arguments}, ANSWERS[method]["many"])
        for method, arguments in ARGUMENTS.items()
    ],
    *[
        Case(
            method, "with another EncodingType", {**BASE[method], "EncodingType": "base64"}, ANSWERS[method]["one"]
        )
        for method in ARGUMENTS
        if method != "list_buckets"
    ],
    *[
        Case(method, "with Metadata", {**BASE[method], "Metadata": {"x-cos-meta-a": "b"}}, ANSWERS[method]["one"])
        for method in ARGUMENTS
    ],
    Case("list_buckets", "with a tag", {"TagKey": "a", "TagValue": "b c"}, ANSWERS["list_buckets"]["one"]),
    Case("list_buckets", "with a time", {"CreateTime": 1700000000, "Range": "lt"}, ANSWERS["list_buckets"]["one"]),
    Case("list_objects", "MaxKeys as str", {"Bucket": BUCKET, "MaxKeys": "7"}, ANSWERS["list_objects"]["one"]),
]
