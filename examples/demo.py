"""The main job, start to end, against a COS of its own on this machine's disk: `make demo`.

Every step checks what it got; the first difference ends the run with a message and exit code 1.
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.errors import NoSuchKey, SignatureDoesNotMatch
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024
HERE = Path(__file__).resolve().parents[1]
BUCKET = "demo-1250000000"
SOURCE = "repository/"
BIG = "generated/64-mib.bin"


@contextmanager
def step(name: str) -> Iterator[Callable[[object], None]]:
    """Print what is done, what came of it, and how long it took."""
    notes: list[str] = []
    began = time.perf_counter()
    yield lambda note: notes.append(str(note))
    print(f"  {(time.perf_counter() - began) * 1000:8.1f} ms  {name}: {', '.join(notes)}", flush=True)


def check(got: object, wanted: object, what: str) -> None:
    if got != wanted:
        sys.exit(f"make demo: {what} differs: got {got!r:.200}, wanted {wanted!r:.200}")


def own_files() -> dict[str, Path]:
    """This repository's files by the keys they get, without what tools leave behind."""
    left_out = {".git", ".venv", ".published", "__pycache__"}
    files = (path for path in sorted(HERE.rglob("*")) if path.is_file())
    relative = ((path.relative_to(HERE), path) for path in files)
    return {
        SOURCE + name.as_posix(): path
        for name, path in relative
        if not any(part in left_out or part.endswith("_cache") for part in name.parts)
    }


def upload(client: CosS3Client, big: bytes) -> dict[str, Path]:
    files = own_files()
    with step("upload this repository's files") as note:
        for key, path in files.items():
            with path.open("rb") as file:
                answer = client.put_object(Bucket=BUCKET, Body=file, Key=key)
            check(answer["ETag"], f'"{hashlib.md5(path.read_bytes()).hexdigest()}"', f"the ETag of {key}")
        note(f"{len(files)} objects")
    with step("upload 64 MiB in parts, five at a time") as note:
        part_size = 8 * MIB
        upload_id = client.create_multipart_upload(Bucket=BUCKET, Key=BIG)["UploadId"]

        def send(number: int) -> dict[str, object]:
            body = big[(number - 1) * part_size : number * part_size]
            answer = client.upload_part(BUCKET, BIG, body, number, upload_id)
            return {"PartNumber": number, "ETag": answer["ETag"]}

        with ThreadPoolExecutor(5) as pool:
            parts = list(pool.map(send, range(1, len(big) // part_size + 1)))
        check(len(client.list_parts(BUCKET, BIG, upload_id)["Part"]), 8, "the number of parts")
        done = client.complete_multipart_upload(BUCKET, BIG, upload_id, {"Part": parts})  # type: ignore[typeddict-item]
        note(f"8 parts, ETag {done['ETag']}")
    return files


def browse(client: CosS3Client, files: dict[str, Path]) -> None:
    with step("list with a delimiter") as note:
        page = client.list_objects(Bucket=BUCKET, Prefix=SOURCE, Delimiter="/")
        folders = {common["Prefix"] for common in page.get("CommonPrefixes", [])}
        wanted = {SOURCE + key[len(SOURCE) :].split("/")[0] + "/" for key in files if "/" in key[len(SOURCE) :]}
        check(folders, wanted, "the set of folders")
        note(f"{len(folders)} folders, {len(page['Contents'])} files beside them")


def download(client: CosS3Client, files: dict[str, Path], big: bytes, into: Path) -> None:
    with step("download everything and compare") as note:
        for key, path in files.items():
            client.get_object(Bucket=BUCKET, Key=key)["Body"].get_stream_to_file(str(into / "one"))
            check((into / "one").read_bytes() == path.read_bytes(), True, key)
        client.get_object(Bucket=BUCKET, Key=BIG)["Body"].get_stream_to_file(str(into / "big"))
        check(hashlib.sha256((into / "big").read_bytes()).hexdigest(), hashlib.sha256(big).hexdigest(), BIG)
        note(f"{len(files) + 1} objects, the same bytes")
    with step("download a range") as note:
        answer = client.get_object(Bucket=BUCKET, Key=BIG, Range=f"bytes={5 * MIB}-{5 * MIB + 99}")
        check(answer["Body"].read(), big[5 * MIB : 5 * MIB + 100], "the range")
        note(answer["Content-Range"])


def describe(client: CosS3Client) -> None:
    with step("copy with new metadata") as note:
        client.copy_object(
            Bucket=BUCKET,
            Key="copies/readme.md",
            CopySource={"Bucket": BUCKET, "Key": SOURCE + "README.md"},
            CopyStatus="Replaced",
            Metadata={"x-cos-meta-purpose": "demo"},
            ContentType="text/markdown",
        )
        head = client.head_object(Bucket=BUCKET, Key="copies/readme.md")
        check(dict(head).get("x-cos-meta-purpose"), "demo", "the metadata of the copy")
        check(head["Content-Type"], "text/markdown", "the type of the copy")
        note(f"x-cos-meta-purpose, {head['Content-Type']}")
    with step("open an object to everyone, and read who may") as note:
        client.put_object_acl(Bucket=BUCKET, Key="copies/readme.md", ACL="public-read")
        acl = client.get_object_acl(Bucket=BUCKET, Key="copies/readme.md")
        check(acl["CannedACL"], "public-read", "the ACL")
        with urllib.request.urlopen(client.get_object_url(BUCKET, "copies/readme.md")) as answer:
            check(answer.read(), (HERE / "README.md").read_bytes(), "the public object")
        note(f"{acl['CannedACL']}, {len(acl['Grant'])} grants, opened without a signature")


def cross_origin(client: CosS3Client) -> None:
    with step("allow an origin, and ask as a browser does") as note:
        rule = {"AllowedOrigin": ["https://*.example.com"], "AllowedMethod": ["GET", "PUT"], "MaxAgeSeconds": 600}
        client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRule": [rule]})  # type: ignore[typeddict-item]
        read = client.get_bucket_cors(Bucket=BUCKET)["CORSRule"][0]
        check(read["AllowedMethod"], ["GET", "PUT"], "the CORS rule")
        url = client.get_object_url(BUCKET, "any")
        check(preflight(url, "https://app.example.com")[0], 200, "the preflight's status")
        check(preflight(url, "https://evil.example")[0], 403, "a stranger's preflight")
        allowed = preflight(url, "https://app.example.com")[1]
        note(f"Access-Control-Allow-Origin: {allowed}; a stranger gets 403")


def preflight(url: str, origin: str) -> tuple[int, str | None]:
    headers = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="OPTIONS", headers=headers)) as answer:
            return answer.status, answer.headers["Access-Control-Allow-Origin"]
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, None


def expire(client: CosS3Client, cos: LocalCos) -> None:
    with step("let objects expire, by moving the clock") as note:
        client.put_object(Bucket=BUCKET, Body=b"soon gone", Key="logs/today.txt")
        rule = {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}}
        client.put_bucket_lifecycle(Bucket=BUCKET, LifecycleConfiguration={"Rule": [rule]})  # type: ignore[typeddict-item]
        check(client.get_bucket_lifecycle(Bucket=BUCKET)["Rule"][0]["ID"], "logs", "the lifecycle rule")
        cos.advance(days=29)
        check(client.object_exists(BUCKET, "logs/today.txt"), True, "the object after 29 days")
        cos.advance(days=3)
        check(client.object_exists(BUCKET, "logs/today.txt"), False, "the object after 32 days")
        check(client.object_exists(BUCKET, BIG), True, "an object without a rule")
        note("there after 29 days, gone after 32")


def hand_out(client: CosS3Client) -> None:
    with step("open a presigned URL") as note:
        url = client.get_presigned_url(Bucket=BUCKET, Key=SOURCE + "LICENSE", Method="GET", Expired=60)
        with urllib.request.urlopen(url) as answer:
            check(answer.read(), (HERE / "LICENSE").read_bytes(), "the presigned object")
        note(url.partition("?")[0])


def refuse(client: CosS3Client, cos: LocalCos) -> None:
    with step("a missing object") as note:
        try:
            client.get_object(Bucket=BUCKET, Key="nowhere")
            sys.exit("make demo: a missing object was found")
        except NoSuchKey as error:
            note(error)
    with step("a wrong key") as note:
        try:
            CosS3Client(cos.config(SecretKey="wrong")).get_object(Bucket=BUCKET, Key=BIG)
            sys.exit("make demo: a wrong key was let in")
        except SignatureDoesNotMatch as error:
            note(error)


def clean_up(client: CosS3Client) -> None:
    with step("delete everything") as note:
        count = 0
        while keys := client.list_objects(Bucket=BUCKET).get("Contents"):
            gone = client.delete_objects(
                Bucket=BUCKET, Delete={"Object": [{"Key": entry["Key"]} for entry in keys]}
            )
            check(gone.get("Error"), None, "the errors while deleting")
            count += len(keys)
        client.delete_bucket(Bucket=BUCKET)
        check(client.bucket_exists(BUCKET), False, "the bucket")
        note(f"{count} objects and the bucket")


def main() -> None:
    began = time.perf_counter()
    big = random.Random(1250000000).randbytes(64 * MIB)  # noqa: S311
    with tempfile.TemporaryDirectory(prefix="cos-demo-") as folder, LocalCos(Path(folder) / "store") as cos:
        config: CosConfig = cos.config()
        print(f"A COS of its own on disk at {cos.endpoint}")
        with CosS3Client(config) as client:
            with step("create a bucket") as note:
                client.create_bucket(Bucket=BUCKET)
                note(client.head_bucket(Bucket=BUCKET)["x-cos-bucket-region"])
            files = upload(client, big)
            browse(client, files)
            download(client, files, big, Path(folder))
            describe(client)
            cross_origin(client)
            hand_out(client)
            refuse(client, cos)
            expire(client, cos)
            clean_up(client)
    print(f"All as it should be, in {time.perf_counter() - began:.1f} s.")


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    main()
