"""Requests as the samples of the documents have them: one after the other, each with a name."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qcloud_cos.server import Account, LocalCos
from raw import Reply, Wire

APPID = "1250000000"
BUCKET = f"test-{APPID}"
MIB = 1 << 20
PART = b"x" * MIB


class Place(NamedTuple):
    """Where the story is told."""

    bucket: str
    region: str
    account: Account
    wire: Callable[[str, Account], Wire]
    """A connection to a host, in somebody's name."""
    advance: Callable[[float], None] | None = None
    """Moves the clock on by hours, where that can be done."""
    unasked: frozenset[str] = frozenset()
    """Requests that are not sent there."""

    @property
    def host(self) -> str:
        return f"{self.bucket}.cos.{self.region}.myqcloud.com"


def local(cos: LocalCos) -> Place:
    return Place(
        BUCKET, "ap-guangzhou", cos.account, lambda host, who: Wire(cos, who, host), lambda h: cos.advance(hours=h)
    )


def replies(place: Place) -> dict[str, Reply]:
    """What was answered to each."""
    told = Teller(place)
    for tell in (buckets, objects, copies, listings, parts, versions, states, documents, errors, the_end):
        tell(told)
    told.wire.socket.close()
    return told.replies


class Teller:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.host, self.bucket, self.account = place.host, place.bucket, place.account
        self.wire = self.to(self.host)
        self.replies: dict[str, Reply] = {}

    def to(self, host: str, account: Account | None = None) -> Wire:
        return self.place.wire(host, account or self.account)

    def own(self, document: str) -> str:
        """A document about this bucket and account."""
        uin = self.account.uin
        return (
            document.replace(BUCKET, self.bucket)
            .replace("100000000001", uin)
            .replace("ap-guangzhou", self.place.region)
        )

    def ask(
        self,
        name: str,
        method: str,
        path: str = "/",
        query: str = "",
        body: bytes | str = b"",
        **headers: str,
    ) -> Reply | None:
        """`x_cos_y="z"` is the header ``x-cos-y: z``; a document brings its digest."""
        if name in self.place.unasked:
            return None
        fields = {key.replace("_", "-"): value for key, value in headers.items()}
        sent = body.encode() if isinstance(body, str) else body
        if isinstance(body, str) and body:
            fields["Content-MD5"] = b64encode(hashlib.md5(sent).digest()).decode()
        with_body = sent if method in ("PUT", "POST") else None
        self.replies[name] = reply = self.wire.request(method, path, pairs(query), with_body, fields)
        return reply

    def keep(self, name: str, reply: Reply) -> None:
        self.replies[name] = reply


def pairs(query: str) -> dict[str, str]:
    found = [field.partition("=") for field in query.split("&") if field]
    return {name: value for name, _, value in found}


def element(reply: Reply | None, name: str) -> str:
    assert reply is not None
    found = re.search(f"<{name}>(.*?)</{name}>", reply.body.decode())
    assert found, reply.body
    return found[1]


def buckets(told: Teller) -> None:
    told.ask("put bucket", "PUT")
    told.ask("put bucket again", "PUT")
    told.ask("head bucket", "HEAD")
    told.ask("get bucket location", "GET", query="location")
    with told.to("service.cos.myqcloud.com") as service:
        told.keep("get service", service.request("GET", "/"))
        told.keep("get service unsigned", service.unsigned("GET", "/"))


def objects(told: Teller) -> None:
    told.ask("put object", "PUT", "/a.txt", body=b"[Object Content]", Content_Type="text/plain", x_cos_meta_A="1")
    told.ask("get object", "GET", "/a.txt")
    told.ask("get object range", "GET", "/a.txt", Range="bytes=8-14")
    told.ask("get object unchanged", "GET", "/a.txt", If_None_Match='"ee8de918d05640145b18f70f4c3aa602"')
    told.ask("head object", "HEAD", "/a.txt")
    told.ask("head object unchanged", "HEAD", "/a.txt", If_None_Match='"ee8de918d05640145b18f70f4c3aa602"')
    told.ask("head object changed", "HEAD", "/a.txt", If_Match='"other"')
    told.ask("head object missing", "HEAD", "/nowhere")
    told.ask("put object cold", "PUT", "/cold", body=b"1", x_cos_storage_class="STANDARD_IA")
    told.ask("head object cold", "HEAD", "/cold")
    told.ask("error exists", "PUT", "/cold", x_cos_forbid_overwrite="true")
    told.keep("error unsigned", told.wire.unsigned("GET", "/cold"))
    told.ask("get object acl default", "GET", "/a.txt", "acl")
    told.ask("put object acl", "PUT", "/a.txt", "acl", x_cos_acl="public-read")
    told.ask("get object acl", "GET", "/a.txt", "acl")
    told.ask("put object tagging", "PUT", "/a.txt", "tagging", tagging("k", "v"))
    told.ask("get object tagging", "GET", "/a.txt", "tagging")
    told.ask("delete object tagging", "DELETE", "/a.txt", "tagging")
    told.ask("get object tagging none", "GET", "/a.txt", "tagging")
    told.ask("append object", "POST", "/log", "append&position=0", b"abc")
    told.ask("head object appendable", "HEAD", "/log")
    told.ask("put symlink", "PUT", "/link", "symlink", x_cos_symlink_target="a.txt")
    told.ask("get symlink", "GET", "/link", "symlink")
    told.ask("put object encrypted", "PUT", "/sse", body=b"1", x_cos_server_side_encryption="AES256")
    told.ask("get object encrypted", "GET", "/sse")
    key = b"k" * 32
    customer = {
        "x-cos-server-side-encryption-customer-algorithm": "AES256",
        "x-cos-server-side-encryption-customer-key": b64encode(key).decode(),
        "x-cos-server-side-encryption-customer-key-MD5": b64encode(hashlib.md5(key).digest()).decode(),
    }
    told.ask("put object with a key", "PUT", "/ssec", body=b"1", **customer)
    told.ask("get object with its key", "GET", "/ssec", **customer)
    told.keep("post object", post(told, {}))
    told.keep("post object 201", post(told, {"success_action_status": "201"}))
    told.keep("post object redirect", post(told, {"success_action_redirect": "http://a.com/b"}))
    told.ask("delete object", "DELETE", "/form")


def post(told: Teller, fields: Mapping[str, str]) -> Reply:
    """A form that its bucket lets anyone send."""
    told.wire.request("PUT", "/", {"acl": ""}, b"", {"x-cos-acl": "public-read-write"})
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append('--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nform\r\n')
    parts.append(
        '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n[Object Content]\r\n--b--\r\n'
    )
    body = "".join(parts).encode()
    head = [f"Content-Length: {len(body)}", "Content-Type: multipart/form-data; boundary=b"]
    told.wire.send("POST / HTTP/1.1", f"Host: {told.host}", *head)
    told.wire.socket.sendall(body)
    reply = told.wire.reply("POST")
    told.wire.request("PUT", "/", {"acl": ""}, b"", {"x-cos-acl": "private"})
    return reply


def copies(told: Teller) -> None:
    told.ask("put object copy", "PUT", "/copy", x_cos_copy_source=f"{told.host}/a.txt")


def listings(told: Teller) -> None:
    for key in ("l/1", "l/2 é", "l/d/3"):
        told.wire.request("PUT", f"/{key}", body=b"[Object Content]")
    told.ask("get bucket", "GET", query="prefix=l/&delimiter=/")
    told.ask("get bucket truncated", "GET", query="prefix=l/&max-keys=1&marker=l/1&encoding-type=url")
    told.ask("get bucket empty", "GET", query="prefix=nothing")
    told.ask("get bucket versions never versioned", "GET", query="versions&prefix=l/1")
    told.ask("delete multiple objects", "POST", query="delete", body=deletion("l/1", "none"))
    told.ask("delete multiple objects quiet", "POST", query="delete", body=deletion("l/1", quiet=True))


def parts(told: Teller) -> None:
    upload = element(told.ask("initiate multipart upload", "POST", "/big", "uploads"), "UploadId")
    told.ask("upload part", "PUT", "/big", f"partNumber=1&uploadId={upload}", PART)
    told.ask(
        "upload part copy", "PUT", "/big", f"partNumber=2&uploadId={upload}",
        x_cos_copy_source=f"{told.host}/a.txt", x_cos_copy_source_range="bytes=0-3",
    )  # fmt: skip
    told.ask("list parts", "GET", "/big", f"uploadId={upload}")
    told.ask("list parts truncated", "GET", "/big", f"uploadId={upload}&max-parts=1&encoding-type=url")
    told.ask("list multipart uploads", "GET", query="uploads")
    told.ask(
        "list multipart uploads truncated", "GET", query="uploads&max-uploads=1&encoding-type=url&delimiter=/"
    )
    etags = hashlib.md5(PART).hexdigest(), hashlib.md5(b"[Obj").hexdigest()
    done = "".join(
        f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in enumerate(etags, 1)
    )
    told.ask(
        "complete multipart upload", "POST", "/big", f"uploadId={upload}",
        f"<CompleteMultipartUpload>{done}</CompleteMultipartUpload>",
    )  # fmt: skip
    upload = element(told.wire.request("POST", "/other", {"uploads": ""}, b""), "UploadId")
    told.ask("abort multipart upload", "DELETE", "/other", f"uploadId={upload}")


def versions(told: Teller) -> None:
    told.ask("get bucket versioning never set", "GET", query="versioning")
    enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    told.ask("put bucket versioning", "PUT", query="versioning", body=enabled)
    told.ask("get bucket versioning", "GET", query="versioning")
    put = told.ask("put object version", "PUT", "/v", body=b"1")
    first = put.headers["x-cos-version-id"] if put else ""
    told.ask("delete object marker", "DELETE", "/v")
    told.ask("get object marked", "GET", "/v")
    told.ask("get bucket versions", "GET", query="versions&prefix=v")
    told.ask(
        "get bucket versions truncated", "GET", query="versions&prefix=v&max-keys=1&delimiter=/&encoding-type=url"
    )
    told.ask("put object copy of a version", "PUT", "/copy", x_cos_copy_source=f"{told.host}/v?versionId={first}")
    told.ask("delete multiple objects marker", "POST", query="delete", body=deletion("copy"))
    told.ask("delete object version", "DELETE", "/v", f"versionId={first}")
    upload = element(told.wire.request("POST", "/v", {"uploads": ""}, b""), "UploadId")
    told.wire.request("PUT", "/v", {"partNumber": "1", "uploadId": upload}, b"1")
    part = f"<Part><PartNumber>1</PartNumber><ETag>{hashlib.md5(b'1').hexdigest()}</ETag></Part>"
    told.ask(
        "complete multipart upload version", "POST", "/v", f"uploadId={upload}",
        f"<CompleteMultipartUpload>{part}</CompleteMultipartUpload>",
    )  # fmt: skip
    told.wire.request("PUT", "/", {"versioning": ""}, enabled.replace("Enabled", "Suspended").encode())
    told.ask("put object suspended", "PUT", "/v", body=b"1")
    told.ask("delete object suspended", "DELETE", "/v")


def states(told: Teller) -> None:
    told.wire.request("PUT", "/old", body=b"1", headers={"x-cos-storage-class": "ARCHIVE"})
    told.ask("get object archived", "GET", "/old")
    wanted = (
        "<RestoreRequest><Days>1</Days><CASJobParameters><Tier>Bulk</Tier></CASJobParameters></RestoreRequest>"
    )
    told.ask("post object restore", "POST", "/old", "restore", wanted)
    told.ask("head object restoring", "HEAD", "/old")
    told.ask("error restore in progress", "POST", "/old", "restore", wanted)
    if told.place.advance is not None:
        told.place.advance(13)
        told.ask("head object restored", "HEAD", "/old")
    query = (
        "<SelectRequest><Expression>SELECT * FROM COSObject</Expression><ExpressionType>SQL</ExpressionType>"
        "<InputSerialization><CSV/></InputSerialization><OutputSerialization><CSV/></OutputSerialization></SelectRequest>"
    )
    told.ask("select object content", "POST", "/a.txt", "select&select-type=2", query)


def tagging(key: str, value: str) -> str:
    return f"<Tagging><TagSet><Tag><Key>{key}</Key><Value>{value}</Value></Tag></TagSet></Tagging>"


def deletion(*keys: str, quiet: bool = False) -> str:
    entries = "".join(f"<Object><Key>{key}</Key></Object>" for key in keys)
    return f"<Delete><Quiet>{'true' if quiet else 'false'}</Quiet>{entries}</Delete>"


DOCUMENTS: dict[str, tuple[str, str]] = {
    "cors": (
        "cors",
        "<CORSConfiguration><CORSRule><ID>a</ID><AllowedOrigin>http://a.com</AllowedOrigin>"
        "<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>X-A</AllowedHeader>"
        "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>",
    ),
    "lifecycle": (
        "lifecycle",
        "<LifecycleConfiguration><Rule><ID>r</ID><Filter><And><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>"
        "</And></Filter><Status>Enabled</Status><Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass>"
        "</Transition><Expiration><Days>90</Days></Expiration></Rule></LifecycleConfiguration>",
    ),
    "referer": (
        "referer",
        "<RefererConfiguration><Status>Disabled</Status><RefererType>White-List</RefererType>"
        "<DomainList><Domain>a.com</Domain></DomainList>"
        "<EmptyReferConfiguration>Allow</EmptyReferConfiguration></RefererConfiguration>",
    ),
    "website": (
        "website",
        "<WebsiteConfiguration><IndexDocument><Suffix>i.html</Suffix></IndexDocument>"
        "<ErrorDocument><Key>e.html</Key></ErrorDocument></WebsiteConfiguration>",
    ),
    "logging": (
        "logging",
        f"<BucketLoggingStatus><LoggingEnabled><TargetBucket>{BUCKET}</TargetBucket><TargetPrefix>l/</TargetPrefix>"
        "</LoggingEnabled></BucketLoggingStatus>",
    ),
    "tagging": ("tagging", tagging("k", "v")),
    "encryption": (
        "encryption",
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
        "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
    ),
    "accelerate": ("accelerate", "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>"),
    "domain": (
        "domain",
        "<DomainConfiguration><DomainRule><Status>ENABLED</Status><Name>www.example.com</Name><Type>REST</Type>"
        "</DomainRule></DomainConfiguration>",
    ),
    "origin": (
        "origin",
        "<OriginConfiguration><OriginRule><RulePriority>1</RulePriority><OriginType>Mirror</OriginType>"
        "<OriginCondition><HTTPStatusCode>404</HTTPStatusCode><Prefix>o/</Prefix></OriginCondition>"
        "<OriginParameter><Protocol>HTTP</Protocol></OriginParameter>"
        "<OriginInfo><HostInfo><HostName>a.com</HostName></HostInfo></OriginInfo></OriginRule></OriginConfiguration>",
    ),
    "inventory": (
        "inventory&id=i",
        "<InventoryConfiguration><Id>i</Id><IsEnabled>true</IsEnabled><Destination><COSBucketDestination>"
        f"<Format>CSV</Format><AccountId>100000000001</AccountId><Bucket>qcs::cos:ap-guangzhou::{BUCKET}</Bucket>"
        "</COSBucketDestination></Destination><Schedule><Frequency>Daily</Frequency></Schedule>"
        "<IncludedObjectVersions>All</IncludedObjectVersions><OptionalFields><Field>Size</Field></OptionalFields>"
        "</InventoryConfiguration>",
    ),
    "intelligent tiering": (
        "intelligent-tiering&id=default",
        "<IntelligentTieringConfiguration><Id>default</Id><Status>Enabled</Status><Tiering>"
        "<AccessTier>INFREQUENT</AccessTier><Days>30</Days><RequestFrequent>1</RequestFrequent></Tiering>"
        "</IntelligentTieringConfiguration>",
    ),
}
"""By name: the sub-resource, and what is put there."""
KEPT = {"referer", "logging", "accelerate", "intelligent tiering"}
"""Those that cannot be deleted."""


def documents(told: Teller) -> None:
    told.ask("put bucket acl", "PUT", query="acl", x_cos_acl="public-read")
    told.ask("get bucket acl", "GET", query="acl")
    told.ask("get bucket intelligenttiering never set", "GET", query="intelligenttiering")
    for name, (subresource, body) in DOCUMENTS.items():
        told.ask(f"get bucket {name} none", "GET", query=subresource)
        told.ask(f"put bucket {name}", "PUT", query=subresource, body=told.own(body))
        told.ask(f"get bucket {name}", "GET", query=subresource)
        if name == "cors":
            preflights(told)
        if name in ("inventory", "intelligent tiering"):
            told.ask(f"list bucket {name}", "GET", query=subresource.partition("&")[0])
        if name not in KEPT:
            told.ask(f"delete bucket {name}", "DELETE", query=subresource)
    told.ask("get bucket intelligenttiering", "GET", query="intelligenttiering")
    policy(told)
    replication(told)
    told.ask("get bucket object lock none", "GET", query="object-lock")
    locks = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"
    told.ask("put bucket object lock", "PUT", query="object-lock", body=locks)
    told.ask("get bucket object lock", "GET", query="object-lock")


def preflights(told: Teller) -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
    told.ask("options object", "OPTIONS", "/a.txt", Origin="http://a.com", **asked)
    told.ask("options object refused", "OPTIONS", "/a.txt", Origin="http://b.com", **asked)


def policy(told: Teller) -> None:
    told.ask("get bucket policy none", "GET", query="policy")
    statement = {
        "Effect": "allow",
        "Principal": {"qcs": ["qcs::cam::anyone:anyone"]},
        "Action": ["name/cos:GetObject"],
        "Resource": [f"qcs::cos:ap-guangzhou:uid/{told.account.appid}:{BUCKET}/open/*"],
    }
    told.ask(
        "put bucket policy",
        "PUT",
        query="policy",
        body=told.own(json.dumps({"Statement": [statement], "version": "2.0"})),
    )
    told.ask("get bucket policy", "GET", query="policy")
    told.ask("delete bucket policy", "DELETE", query="policy")


def replication(told: Teller) -> None:
    enabled = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    with told.to(f"target-{told.host}") as target:
        target.request("PUT", "/", body=b"")
        for wire in (target, told.wire):
            wire.request("PUT", "/", {"versioning": ""}, enabled)
    rule = (
        "<ReplicationConfiguration><Role>qcs::cam::uin/100000000001:uin/100000000001</Role><Rule><ID>1</ID>"
        "<Status>Enabled</Status><Prefix>r/</Prefix><Destination>"
        f"<Bucket>qcs::cos:ap-guangzhou::target-{BUCKET}</Bucket></Destination></Rule></ReplicationConfiguration>"
    )
    told.ask("get bucket replication none", "GET", query="replication")
    told.ask("put bucket replication", "PUT", query="replication", body=told.own(rule))
    told.ask("get bucket replication", "GET", query="replication")
    told.ask("delete bucket replication", "DELETE", query="replication")


def errors(told: Teller) -> None:
    """Each of the table's texts that a request can bring about."""
    told.ask("error no such key", "GET", "/nowhere/é")
    told.ask("error precondition", "GET", "/a.txt", If_Match='"other"')
    told.ask("error range", "GET", "/a.txt", Range="bytes=100-")
    told.ask("error append position", "POST", "/log", "append&position=9", b"x")
    told.ask("error not appendable", "POST", "/a.txt", "append&position=16", b"x")
    told.ask(
        "error copy source", "PUT", "/c", x_cos_copy_source="other-1250000009.cos.ap-guangzhou.myqcloud.com/a"
    )
    told.ask("error digest", "PUT", "/a", body=b"a", Content_MD5=b64encode(hashlib.md5(b"b").digest()).decode())
    told.ask("error malformed", "PUT", query="cors", body="<CORSConfiguration>")
    told.ask("error upload", "DELETE", "/a", "uploadId=none")
    account = told.account
    strangers = {
        "error key unknown": Account(account.appid, account.uin, "AKIDnobodynobody", "k"),
        "error key malformed": Account(account.appid, account.uin, "nobody", "k"),
        "error signature": Account(account.appid, account.uin, account.secret_id, "wrong"),
    }
    for name, stranger in strangers.items():
        with told.to(told.host, stranger) as wire:
            told.keep(name, wire.request("GET", "/dir/a b", {"prefix": "x"}))
    with told.to(f"nobody-{told.host}") as nowhere:
        told.keep("error no such bucket", nowhere.request("GET", "/"))
    with told.to(told.host) as late:
        token = late.signed("GET", "/a.txt")
        late.send(*[re.sub(r"(q-(?:sign|key)-time=)\d+;\d+", r"\g<1>1;2", line) for line in token])
        told.keep("error expired", late.reply())
    with told.to(told.host) as lengthless:
        lengthless.send(*lengthless.signed("POST", "/log", pairs("append&position=3")))
        told.keep("error length", lengthless.reply())


def the_end(told: Teller) -> None:
    told.ask("delete bucket not empty", "DELETE")
    with told.to(f"target-{told.host}") as target:
        told.keep("delete bucket", target.request("DELETE", "/"))
