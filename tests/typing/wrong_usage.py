"""Code that a type checker must refuse, where it says so."""

from qcloud_cos import AsyncCosS3Client, CosS3Client


def blocking(client: CosS3Client) -> None:
    client.put_object("b", b"", "k", Acl="typo")  # wrong
    client.put_bucket_cors("b", {"CORSRule": [{"AllowedOrigins": ["*"]}]})  # wrong
    client.list_objects("b", 1000)  # wrong
    client.head_object("b")  # wrong
    client.object_exists("b", "k").upper()  # wrong
    client.put_object("b", b"", "k", ACL="right")


async def awaiting(client: AsyncCosS3Client) -> None:
    client.get_object("b", "k")["Body"]  # wrong
    await client.get_object("b", "k")
