"""Every configuration of a bucket: missing, put, given back, removed; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from behaviour.configurations import DOMAIN, STORIES, Story
from behaviour.world import World
from qcloud_cos import CosServiceError


def refused(world: World, operation: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    """The code with which a call is refused."""
    with pytest.raises(CosServiceError) as caught:
        world.do(operation(*arguments, **keywords))
    return caught.value.get_error_code()


def setter(world: World, story: Story) -> Callable[..., Any]:
    operation: Callable[..., Any] = getattr(world.client, f"put_bucket_{story.name}")
    return operation


def assert_missing(world: World, story: Story) -> None:
    operation = getattr(world.client, f"get_bucket_{story.name}")
    if isinstance(story.missing, str):
        assert refused(world, operation, world.bucket) == story.missing
    else:
        assert world.do(operation(world.bucket)) == story.missing


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_configuration_is_missing_put_given_back_and_removed(world: World, story: Story) -> None:
    assert_missing(world, story)
    answer = world.do(setter(world, story)(world.bucket, story.good))
    assert answer is None or story.name == "object_lock"
    found = world.do(getattr(world.client, f"get_bucket_{story.name}")(world.bucket))
    assert {key: found.pop(key) for key in story.found if key in found}.keys() == set(story.found)
    assert found == (story.shown or story.good)
    if story.deletes:
        for _ in range(2):
            assert world.do(getattr(world.client, f"delete_bucket_{story.name}")(world.bucket)) is None
        assert_missing(world, story)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_bad_configuration_is_refused_and_the_old_one_stays(world: World, story: Story) -> None:
    world.do(setter(world, story)(world.bucket, story.good))
    for document, code in story.bad:
        assert (refused(world, setter(world, story), world.bucket, document), document) == (code, document)
    found = world.do(getattr(world.client, f"get_bucket_{story.name}")(world.bucket))
    assert {key: value for key, value in found.items() if key not in story.found} == (story.shown or story.good)


def another(world: World, **arguments: Any) -> str:
    name = f"{uuid4().hex[:6]}-{world.bucket}"
    world.do(world.client.create_bucket(Bucket=name, **arguments))
    return name


def test_access_logs_go_to_a_bucket_that_is_there(world: World) -> None:
    client, bucket = world.client, world.bucket
    off = {"BucketLoggingStatus": None}
    assert world.do(client.get_bucket_logging(bucket)) == off
    wanted: Any = {"LoggingEnabled": {"TargetBucket": another(world), "TargetPrefix": "logs/"}}
    assert world.do(client.put_bucket_logging(bucket, wanted)) is None
    assert world.do(client.get_bucket_logging(bucket)) == wanted
    missing: Any = {"LoggingEnabled": {"TargetBucket": "missing-1250000000"}}
    assert refused(world, client.put_bucket_logging, bucket, missing) == "InvalidTargetBucketForLogging"
    assert refused(world, client.put_bucket_logging, bucket, {"LoggingEnabled": {}}) == "MalformedXML"
    assert world.do(client.put_bucket_logging(bucket)) is None
    assert world.do(client.get_bucket_logging(bucket)) == off


def test_replication_wants_versions_at_both_ends(world: World) -> None:
    client, bucket, target = world.client, world.bucket, another(world)
    rule = {
        "ID": "a",
        "Status": "Enabled",
        "Prefix": "中文",
        "Destination": {"Bucket": f"qcs::cos:ap-guangzhou::{target}", "StorageClass": "Standard"},
    }
    wanted: Any = {"Role": "qcs::cam::uin/100000000001:uin/100000000001", "Rule": [rule]}
    assert refused(world, client.get_bucket_replication, bucket) == "ReplicationConfigurationNotFoundError"
    assert refused(world, client.put_bucket_replication, bucket, wanted) == "InvalidBucketState"
    world.do(client.put_bucket_versioning(bucket, "Enabled"))
    assert refused(world, client.put_bucket_replication, bucket, wanted) == "BucketVersionNotOpen"
    world.do(client.put_bucket_versioning(target, "Enabled"))
    assert world.do(client.put_bucket_replication(bucket, wanted)) is None
    assert world.do(client.get_bucket_replication(bucket)) == wanted
    for bad, code in (
        ({"Rule": [rule]}, "MalformedXML"),
        ({**wanted, "Role": "somebody"}, "InvalidArgument"),
        ({**wanted, "Rule": [rule, {**rule, "ID": "b", "Prefix": "中文/x"}]}, "InvalidArgument"),
        ({**wanted, "Rule": [{**rule, "Destination": {"Bucket": "missing"}}]}, "InvalidArgument"),
    ):
        assert refused(world, client.put_bucket_replication, bucket, bad) == code
    assert refused(world, client.put_bucket_versioning, bucket, "Suspended") == "InvalidBucketState"
    assert world.do(client.delete_bucket_replication(bucket)) is None
    assert refused(world, client.get_bucket_replication, bucket) == "ReplicationConfigurationNotFoundError"
    assert world.do(client.put_bucket_versioning(bucket, "Suspended")) is None


def inventory(bucket: str, **more: Any) -> Any:
    return {
        "IsEnabled": "true",
        "Destination": {
            "COSBucketDestination": {
                "Format": "CSV",
                "Bucket": f"qcs::cos:ap-guangzhou::{bucket}",
                "Prefix": "list",
            }
        },
        "Schedule": {"Frequency": "Daily"},
        "Filter": {"Prefix": "a/"},
        "IncludedObjectVersions": "All",
        "OptionalFields": {"Field": ["Size", "ETag"]},
        **more,
    }


def without(document: dict[str, Any], *names: str) -> Any:
    return {name: value for name, value in document.items() if name not in names}


def test_inventories_have_names(world: World) -> None:
    client, bucket = world.client, world.bucket
    wanted = inventory(bucket)
    missing = "InventoryConfigurationNotFoundError"
    assert refused(world, client.get_bucket_inventory, bucket, "a") == missing
    assert world.do(client.put_bucket_inventory(bucket, "a", wanted)) is None
    assert world.do(client.get_bucket_inventory(bucket, "a")) == {**wanted, "Id": "a"}
    other = inventory(bucket, IncludedObjectVersions="Current", IsEnabled="False")
    assert world.do(client.put_bucket_inventory(bucket, "a", other)) is None
    assert world.do(client.get_bucket_inventory(bucket, "a"))["IsEnabled"] == "false"
    for bad in ({}, without(wanted, "Schedule"), {**wanted, "IncludedObjectVersions": "Some"}):
        assert refused(world, client.put_bucket_inventory, bucket, "b", bad) == "MalformedXML"
    assert refused(world, client.put_bucket_inventory, bucket, "b c", wanted) == "InvalidArgument"
    assert world.do(client.delete_bucket_inventory(bucket, "a")) is None
    assert refused(world, client.get_bucket_inventory, bucket, "a") == missing


def test_an_inventory_made_once_is_not_listed(world: World) -> None:
    client, bucket = world.client, world.bucket
    once = without(inventory(bucket), "Schedule", "IsEnabled")
    assert world.do(client.post_bucket_inventory(bucket, "once", once)) is None
    assert refused(world, client.post_bucket_inventory, bucket, "once", once) == "DuplicateInventoryId"
    assert refused(world, client.post_bucket_inventory, bucket, "b", inventory(bucket)) == "MalformedXML"
    assert world.do(client.get_bucket_inventory(bucket, "once"))["Id"] == "once"
    page = world.do(client.list_bucket_inventory_configurations(bucket))
    assert page == {"IsTruncated": "false"}


def test_inventories_are_listed_a_hundred_at_a_time_as_they_came(world: World) -> None:
    client, bucket = world.client, world.bucket
    wanted = inventory(bucket)
    names = [f"ID-{n}" for n in range(103)]
    for name in names:
        world.do(client.put_bucket_inventory(bucket, name, wanted))
    page = world.do(client.list_bucket_inventory_configurations(bucket, ContinuationToken=""))
    assert [entry["Id"] for entry in page["InventoryConfiguration"]] == names[:100]
    assert page["IsTruncated"] == "true"
    world.do(client.delete_bucket_inventory(bucket, names[99]))  # the last that was listed
    rest = world.do(client.list_bucket_inventory_configurations(bucket, page["NextContinuationToken"]))
    assert [entry["Id"] for entry in rest["InventoryConfiguration"]] == names[100:]
    assert rest["IsTruncated"] == "false"


def test_the_default_rule_of_intelligent_tiering_is_the_old_one(world: World) -> None:
    client, bucket = world.client, world.bucket
    default: Any = {"Id": "default", "Status": "Enabled", "Tiering": [{"AccessTier": "INFREQUENT", "Days": "60"}]}
    assert refused(world, client.get_bucket_intelligenttiering_v2, bucket, "default") == "NoSuchConfiguration"
    assert world.do(client.put_bucket_intelligenttiering_v2(bucket, default)) is None
    assert world.do(client.get_bucket_intelligenttiering(bucket))["Transition"] == {"Days": "60"}
    assert world.do(client.get_bucket_intelligenttiering_v2(bucket, "default")) == default
    assert refused(world, client.put_bucket_intelligenttiering_v2, bucket, default) == "InvalidBucketState"
    rule: Any = {
        "Id": "logs",
        "Status": "Enabled",
        "Filter": {"And": {"Prefix": "logs/", "Tag": [{"Key": "a", "Value": "b"}]}},
        "Tiering": [
            {"AccessTier": "ARCHIVE_ACCESS", "Days": "90"},
            {"AccessTier": "DEEP_ARCHIVE_ACCESS", "Days": "180"},
        ],
    }
    assert world.do(client.put_bucket_intelligenttiering_v2(bucket, rule)) is None
    assert world.do(client.get_bucket_intelligenttiering_v2(bucket, "logs")) == rule
    assert refused(world, client.put_bucket_intelligenttiering_v2, bucket, rule, Id="x") == "InvalidArgument"
    listed = world.do(client.list_bucket_intelligenttiering_configurations(bucket))
    assert [entry["Id"] for entry in listed["IntelligentTieringConfiguration"]] == ["default", "logs"]


def test_a_domain_leads_to_one_bucket(world: World) -> None:
    client = world.client
    name = f"{uuid4().hex[:8]}.example.com"
    rule: Any = {**DOMAIN, "Name": name}
    world.do(client.put_bucket_domain(world.bucket, {"DomainRule": [rule]}))
    found = world.do(client.get_bucket_domain(world.bucket))
    assert found["x-cos-domain-txt-verification"].startswith("tencent-cloud-cos-verification=")
    other = another(world)
    assert refused(world, client.put_bucket_domain, other, {"DomainRule": [rule]}) == "RecordAlreadyExist"
    forced: Any = {"DomainRule": [{**rule, "ForcedReplacement": "TXT"}]}
    assert world.do(client.put_bucket_domain(other, forced)) is None
    assert refused(world, client.get_bucket_domain, world.bucket) == "DomainConfigNotFoundError"
    world.do(client.delete_bucket_domain(other))
    assert world.do(client.put_bucket_domain(world.bucket, {"DomainRule": [rule]})) is None


def test_live_channels_are_set_up_switched_listed_and_removed(world: World) -> None:
    client, bucket = world.client, world.bucket
    wanted: Any = {"Description": "a", "Switch": "Enabled", "Target": {"Type": "HLS", "FragDuration": "3"}}
    made = world.do(client.put_live_channel(bucket, "ch2", LiveChannelConfiguration=wanted))
    assert made["PublishUrls"]["Url"].startswith(f"rtmp://{bucket}.cos.ap-guangzhou.myqcloud.com/live/ch2?")
    assert made["PlayUrls"]["Url"].endswith("/ch2/playlist.m3u8")
    found = world.do(client.get_live_channel_info(bucket, "ch2"))
    assert found["Target"] == {
        "Type": "HLS", "FragDuration": "3", "FragCount": "5", "PlaylistName": "playlist.m3u8",
    }  # fmt: skip
    world.do(client.put_live_channel_switch(bucket, "ch2", "disabled"))
    assert world.do(client.get_live_channel_info(bucket, "ch2"))["Switch"] == "Disabled"
    for name in ("ch1", "ch3"):
        world.do(client.put_live_channel(bucket, name, LiveChannelConfiguration=wanted))
    page = world.do(client.list_live_channel(bucket, MaxKeys=2))
    assert [entry["Name"] for entry in page["LiveChannel"]] == ["ch1", "ch2"]
    assert (page["MaxKeys"], page["IsTruncated"], page["NextMarker"]) == ("2", "true", "ch2")
    rest = world.do(client.list_live_channel(bucket, Marker="ch2", Prefix="ch"))
    assert [entry["Name"] for entry in rest["LiveChannel"]] == ["ch3"]
    assert "x-cos-request-id" in world.do(client.delete_live_channel(bucket, "ch2"))
    assert refused(world, client.get_live_channel_info, bucket, "ch2") == "NoSuchLiveChannel"
    assert refused(world, client.put_live_channel_switch, bucket, "ch2", "enabled") == "NoSuchLiveChannel"
    bad: Any = {"Target": {"Type": "DASH"}}
    assert refused(world, client.put_live_channel, bucket, "x", LiveChannelConfiguration=bad) == "MalformedXML"
    assert world.keys() == []


def test_all_that_is_set_up_is_told_at_once(world: World) -> None:
    client, bucket = world.client, world.bucket
    meta = world.do(client.get_bucket_meta(bucket))
    assert meta["Errors"] == {}
    assert (meta["Location"], meta["MAZ"], meta["OFS"]) == ("ap-guangzhou", False, False)
    nothing = {"Encryption", "Website", "CORS", "Lifecycle", "Tagging", "ObjectLock", "Replication"}
    assert {name for name, value in meta.items() if value is None} == nothing
    for story in STORIES:
        if story.name != "object_lock":  # it does not go with intelligent tiering
            world.do(setter(world, story)(world.bucket, story.good))
    meta = world.do(client.get_bucket_meta(bucket))
    assert meta["Errors"] == {}
    nothing = {"CORS", "Lifecycle", "ObjectLock", "Replication"}
    assert {name for name, value in meta.items() if value is None} == nothing
    assert meta["IntelligentTiering"]["IntelligentTieringConfiguration"][0]["Id"] == "default"


def test_how_and_where_a_bucket_was_made(world: World) -> None:
    client = world.client
    name = another(world, BucketAZConfig="MAZ", BucketArchConfig="OFS", Tagging="a=1&b=2")
    head = world.do(client.head_bucket(name))
    assert (head["x-cos-bucket-az-type"], head["x-cos-bucket-arch"]) == ("MAZ", "OFS")
    assert world.do(client.get_bucket_tagging(name))["TagSet"]["Tag"] == [
        {"Key": "a", "Value": "1"},
        {"Key": "b", "Value": "2"},
    ]
    assert world.do(client.get_bucket_location(name)) == {"LocationConstraint": "ap-guangzhou"}
    assert "x-cos-bucket-arch" not in world.do(client.head_bucket(world.bucket))
    assert refused(world, client.create_bucket, Bucket="x-1250000000", Tagging="a=1&a=2") == "InvalidTag"


def test_buckets_are_found_by_tag_region_and_time(world: World) -> None:
    client, value = world.client, uuid4().hex
    name = another(world, Tagging=f"team={value}")

    def found(**wanted: Any) -> set[str]:
        listed = world.do(client.list_buckets(**wanted))["Buckets"]
        return {entry["Name"] for entry in listed["Bucket"]} if listed else set()

    assert found(TagKey="team", TagValue=value) == {name}
    assert found(TagKey="team", TagValue="x") == set()
    assert found(TagKey="team", TagValue=value, Region="ap-beijing") == set()
    assert {name, world.bucket} <= found(Region="ap-guangzhou", CreateTime=1514736000, Range="gt")
    assert name not in found(CreateTime=1514736000, Range="lt")
    assert found(TagKey="team", TagValue=value, Marker=name) == set()
    world.do(client.delete_bucket_tagging(name))
    assert found(TagKey="team", TagValue=value) == set()


def test_certificates_are_for_the_bucket_s_own_domains(world: World) -> None:
    client, bucket, name = world.client, world.bucket, f"{uuid4().hex[:8]}.example.com"
    wanted: Any = {
        "CertificateInfo": {"CertType": "CustomCert", "CustomCert": {"CertId": "of-the-certificate-service"}},
        "DomainList": [{"DomainName": name}],
    }
    put = client.put_bucket_domain_certificate
    assert refused(world, put, bucket, wanted) == "DomainConfigNotFoundError"
    world.do(client.put_bucket_domain(bucket, {"DomainRule": [{**DOMAIN, "Name": name}]}))  # type: ignore[typeddict-item]
    assert world.do(client.get_bucket_domain_certificate(bucket, name)) == {"Status": "Disabled"}
    assert world.do(put(bucket, wanted)) is None
    assert world.do(client.get_bucket_domain_certificate(bucket, name)) == {
        "Status": "Enabled",
        "CertificateInfo": {"CertId": "of-the-certificate-service"},
    }
    assert refused(world, put, bucket, {"DomainList": [{"DomainName": name}]}) == "MalformedXML"
    assert world.do(client.delete_bucket_domain_certificate(bucket, name)) is None
    assert world.do(client.get_bucket_domain_certificate(bucket, name)) == {"Status": "Disabled"}
