"""All that is set up for a bucket, in twelve requests."""

from __future__ import annotations

from .case import BUCKET, CHECKED, LOST, Answer, Case, Reply, document
from .cases_buckets import HEADED, OWNED
from .cases_errors import BARE, error
from .setting import METADATA

_SET = {
    "encryption": (
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault/></Rule>"
        "</ServerSideEncryptionConfiguration>"
    ),
    "acl": OWNED,
    "website": "<WebsiteConfiguration><IndexDocument><Suffix>a</Suffix></IndexDocument></WebsiteConfiguration>",
    "logging": "<BucketLoggingStatus/>",
    "cors": "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>",
    "versioning": "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    "intelligent-tiering": ("<ListBucketIntelligentTieringConfigurationsOutput/>"),
    "lifecycle": "<LifecycleConfiguration><Rule><ID>1</ID></Rule></LifecycleConfiguration>",
    "tagging": "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
    "object-lock": "<ObjectLockConfiguration><ObjectLockEnabled>Yes</ObjectLockEnabled></ObjectLockConfiguration>",
    "replication": "<ReplicationConfiguration><Rule><ID>1</ID></Rule></ReplicationConfiguration>",
}
_ANSWERED = tuple(Reply("GET", f"?{name}", document(text)) for name, text in _SET.items())
_NONE = error(404, "NoSuchConfiguration", "There is none.")
_OFS = Answer(200, {**HEADED.headers, "x-cos-bucket-arch": "OFS"})
_PLAIN = Answer(200, {**CHECKED, "x-cos-bucket-region": "ap-guangzhou", "Content-Length": "0"})
_B = {"Bucket": BUCKET}


def _case(title: str, head: Answer, *replies: Reply, other: Answer = _NONE, **config: object) -> Case:
    return Case("get_bucket_meta", title, _B, other, config, (Reply("HEAD", "", head), *replies))


CASES = [
    _case("everything is set", HEADED, *_ANSWERED),
    _case("nothing is set", _PLAIN),
    _case("OFS", _OFS, *_ANSWERED),
    _case("by IP", HEADED, *_ANSWERED, IP="10.0.0.1"),
    _case("Domain", HEADED, *_ANSWERED, Domain="cdn.example.com"),
    _case("no such bucket", Answer(404, BARE), other=error(404, "NoSuchBucket", "There is none.")),
    _case("all but the bucket refused", HEADED, other=error(403, "AccessDenied", "Access Denied.")),
    _case("one refused", HEADED, Reply("GET", "?acl", error(403, "AccessDenied", "No.")), *_ANSWERED),
    _case("one lost", HEADED, Reply("GET", "?acl", LOST), *_ANSWERED),
    _case("one that cannot be read", HEADED, Reply("GET", "?cors", document("<a>")), *_ANSWERED),
    Case("get_bucket_meta", "Metadata", {**_B, **METADATA}, _NONE, {}, (Reply("HEAD", "", HEADED), *_ANSWERED)),
    Case(
        "get_bucket_meta",
        "no such keyword",
        {**_B, "Nonsense": "a"},
        _NONE,
        {},
        (Reply("HEAD", "", HEADED), *_ANSWERED),
    ),
]
