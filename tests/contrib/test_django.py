"""Django's files in COS: what Django itself promises of a storage, and what is told about this one."""

from __future__ import annotations

import copy
import io
import multiprocessing
import pickle
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.test import override_settings

from qcloud_cos import CosServiceError
from qcloud_cos.contrib.django import CosManifestStaticStorage, CosStaticStorage, CosStorage
from qcloud_cos.credentials import Keys, Profile
from qcloud_cos.errors import BodyCutShort, CosException
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024


@pytest.fixture
def storage(options: dict[str, Any]) -> CosStorage:
    return CosStorage(location="media", **options)


def read(storage: CosStorage, name: str) -> bytes:
    with storage.open(name) as file:
        content: bytes = file.read()
        return content


# Saving


def test_what_is_saved_is_read_and_deleted(storage: CosStorage) -> None:
    name = storage.save("photos/a.txt", ContentFile(b"Hello"))
    assert (name, read(storage, name), storage.size(name)) == ("photos/a.txt", b"Hello", 5)
    assert storage.client.object_exists(storage.bucket, "media/photos/a.txt")
    storage.delete(name)
    assert not storage.exists(name)
    storage.delete(name)
    with pytest.raises(ValueError, match="name must be given"):
        storage.delete("")


def test_text_is_saved_as_utf_8_and_content_from_its_beginning(storage: CosStorage) -> None:
    content = ContentFile("größer als 世界")
    content.seek(3)
    assert read(storage, storage.save("a.txt", content)).decode() == "größer als 世界"
    assert read(storage, storage.save("b.txt", io.BytesIO(b"not a File of Django's"))) == b"not a File of Django's"


def test_a_large_upload_goes_in_parts(storage: CosStorage, cos_server: LocalCos) -> None:
    size = 17 * MIB
    with TemporaryUploadedFile("big.bin", "application/x-thing", size, None) as upload:
        upload.write(bytes(range(256)) * (size // 256))
        name = storage.save("big.bin", upload)
    head = storage.client.head_object(storage.bucket, "media/big.bin")
    assert head["ETag"].endswith('-3"')
    with storage.open(name) as file:
        assert file.size == size
        assert all(chunk == bytes(range(256)) * (len(chunk) // 256) for chunk in file.chunks(MIB))


def test_a_taken_name_gets_another(storage: CosStorage) -> None:
    names = [storage.save("a.tar.gz", ContentFile(text.encode())) for text in ("one", "two")]
    assert names[0] == "a.tar.gz"
    assert names[1].startswith("a_")
    assert names[1].endswith(".tar.gz")
    assert [read(storage, name) for name in names] == [b"one", b"two"]


def test_nobody_is_overwritten_who_was_faster(storage: CosStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, name = storage.is_name_available, "a.txt"

    def outrun(name: str, **limits: Any) -> bool:
        free = usual(name, **limits)
        if name == "a.txt" and free:
            storage.client.put_object(storage.bucket, b"theirs", "media/a.txt")
        return free

    monkeypatch.setattr(storage, "is_name_available", outrun)
    ours = storage.save(name, ContentFile(b"ours"))
    assert (ours == name, read(storage, name), read(storage, ours)) == (False, b"theirs", b"ours")


def test_what_cannot_be_read_again_is_not_saved_elsewhere(storage: CosStorage) -> None:
    class Stream(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b""

    storage.save("a.txt", ContentFile(b"first"))
    with pytest.raises(FileExistsError):
        storage._save("a.txt", Stream())
    assert read(storage, "a.txt") == b"first"


def test_overwriting_if_it_is_wanted(options: dict[str, Any]) -> None:
    storage = CosStorage(file_overwrite=True, **options)
    assert [storage.save("a\\a.txt", ContentFile(text)) for text in ("one", "two")] == ["a/a.txt", "a/a.txt"]
    assert read(storage, "a/a.txt") == b"two"
    assert storage.save("a" * 20 + ".txt", ContentFile("x"), max_length=20).startswith("a")


def test_a_name_that_is_too_long_is_shortened(storage: CosStorage) -> None:
    assert len(storage.save("a" * 30 + ".txt", ContentFile("x"), max_length=20)) <= 20
    with pytest.raises(SuspiciousFileOperation):
        storage.save("a.txt", ContentFile("x"), max_length=4)


@pytest.mark.parametrize(
    ("name", "sent", "stored"),
    [
        ("a.jpg", "text/html", "image/jpeg"),
        ("a", "image/png", "image/png"),
        ("a", "", "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_name(storage: CosStorage, name: str, sent: str, stored: str) -> None:
    storage.save(name, SimpleUploadedFile(name, b"x", sent))
    assert storage.client.head_object(storage.bucket, f"media/{name}")["Content-Type"] == stored


def test_what_is_said_of_objects_is_kept(options: dict[str, Any]) -> None:
    storage = CosStorage(
        default_acl="public-read",
        object_parameters={"CacheControl": "max-age=60", "Metadata": {"x-cos-meta-by": "Li"}},
        **options,
    )
    storage.save("a.txt", ContentFile(b"x"))
    head: Any = storage.client.head_object(storage.bucket, "a.txt")
    assert (head["Cache-Control"], head["x-cos-meta-by"]) == ("max-age=60", "Li")
    grants: Any = storage.client.get_object_acl(storage.bucket, "a.txt")
    assert "READ" in str(grants["AccessControlList"])


def test_a_failed_save_leaves_nothing(storage: CosStorage) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 9 * MIB:
                raise OSError("the disk is gone")
            return super().read(size)

    with pytest.raises(OSError, match="the disk is gone"):
        storage.save("a.bin", File(Broken(bytes(20 * MIB))))
    assert not storage.exists("a.bin")
    assert not storage.client.list_multipart_uploads(storage.bucket).get("Upload")


# Names


@pytest.mark.parametrize("name", ["../a", "a/../../a", "/etc/passwd", "..\\a", "a/../../media2/b", ".."])
@pytest.mark.parametrize("use", ["open", "delete", "exists", "size", "url", "listdir", "get_modified_time"])
def test_no_name_leads_out_of_the_location(storage: CosStorage, name: str, use: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        getattr(storage, use)(name)


@pytest.mark.parametrize("name", ["../a", "a/../../a", "/etc/passwd", "a/..", ""])
def test_nothing_is_saved_outside_of_the_location(storage: CosStorage, name: str) -> None:
    for overwrite in (False, True):
        storage.file_overwrite = overwrite
        with pytest.raises(SuspiciousFileOperation):
            storage.save(name, ContentFile(b"x"))
        with pytest.raises(SuspiciousFileOperation):
            storage._save(name, ContentFile(b"x"))
    assert storage.listdir("") == ([], [])


def test_names_are_what_they_mean(storage: CosStorage) -> None:
    storage.save("a/b.txt", ContentFile(b"x"))
    assert all(
        storage.exists(name) for name in ("a/b.txt", "a/./b.txt", "a/c/../b.txt", "a\\b.txt", "a", "a/", "", ".")
    )
    assert not any(storage.exists(name) for name in ("a/b", "b.txt", "a/b.txt/"))
    assert storage.save("a", ContentFile(b"x")) == "a"  # a directory of that name is not in the way


def test_directories_are_listed_in_pages(storage: CosStorage, options: dict[str, Any]) -> None:
    for number in range(3):
        storage.save(f"d/{number}.txt", ContentFile(b"x"))
    storage.save("d/inner/deep/x.txt", ContentFile(b"x"))
    storage.client.put_object(storage.bucket, b"", "media/d/")
    storage.client.put_object(storage.bucket, b"", "media2/other")
    assert storage.listdir("d") == storage.listdir("d/") == (["inner"], ["0.txt", "1.txt", "2.txt"])
    assert storage.listdir("") == (["d"], [])
    assert storage.listdir("missing") == ([], [])
    assert sorted(CosStorage(**options).listdir("")[0]) == ["media", "media2"]


def test_times_are_those_that_django_works_with(storage: CosStorage) -> None:
    storage.save("a.txt", ContentFile(b"x"))
    modified = storage.get_modified_time("a.txt")
    assert modified.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - modified) < timedelta(minutes=5)
    assert storage.get_created_time("a.txt") == modified
    with override_settings(USE_TZ=False):
        naive = storage.get_modified_time("a.txt")
    assert naive == modified.replace(tzinfo=None) + timedelta(hours=8)  # TIME_ZONE is Shanghai's


@pytest.mark.parametrize("use", ["open", "size", "get_modified_time", "get_created_time"])
def test_what_is_not_there_is_a_file_not_found(storage: CosStorage, use: str) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        getattr(storage, use)("nowhere.txt")


@pytest.mark.cos(faults=["head_object status=403", "get_object status=403"])
@pytest.mark.parametrize("use", ["open", "size", "exists"])
def test_another_error_is_not_a_missing_file(storage: CosStorage, use: str) -> None:
    with pytest.raises(CosServiceError) as caught:
        getattr(storage, use)("a.txt")
    assert caught.value.get_status_code() == 403


# URLs


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
        return content


def test_a_signed_url_opens_for_a_while(storage: CosStorage, cos_server: LocalCos) -> None:
    storage.save("ä ö/世界.txt", ContentFile(b"x"))
    assert fetched(storage.url("ä ö/世界.txt")) == b"x"
    attachment = {"response-content-disposition": "attachment"}
    short = storage.url("ä ö/世界.txt", parameters=attachment, expire=60)
    with urllib.request.urlopen(short, timeout=10) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
    with pytest.raises(HTTPError, match="403"):
        fetched(storage.url("ä ö/世界.txt", expire=-60))


def test_an_unsigned_url_opens_what_is_public(options: dict[str, Any]) -> None:
    storage = CosStorage(querystring_auth=False, default_acl="public-read", **options)
    storage.save("a b.txt", ContentFile(b"x"))
    url = storage.url("a b.txt")
    assert url == f"{options['endpoint']}/{storage.bucket}/a%20b.txt"
    assert fetched(url) == b"x"


def test_a_domain_of_ones_own_is_in_urls_only(options: dict[str, Any]) -> None:
    storage = CosStorage(custom_domain="img.example.com", location="m", **options)
    storage.save("a.txt", ContentFile(b"x"))
    signed = storage.url("a.txt")
    assert signed.startswith("https://img.example.com/m/a.txt?")
    assert "q-signature=" in signed
    unsigned = CosStorage(custom_domain="img.example.com", querystring_auth=False, scheme="http", **options)
    assert unsigned.url("a.txt") == "http://img.example.com/a.txt"
    with pytest.raises(ImproperlyConfigured, match="custom_domain"):
        CosStorage(custom_domain="https://img.example.com/", **options)


def test_a_signature_for_a_domain_is_one_that_cos_takes(options: dict[str, Any], cos_server: LocalCos) -> None:
    storage = CosStorage(custom_domain="img.example.com", scheme="http", **options)
    storage.client.put_bucket_domain(
        storage.bucket, {"DomainRule": [{"Name": "img.example.com", "Type": "REST", "Status": "ENABLED"}]}
    )
    storage.save("a.txt", ContentFile(b"x"))
    path = storage.url("a.txt").removeprefix("http://img.example.com")
    there = urllib.request.Request(cos_server.endpoint + path, headers={"Host": "img.example.com"})
    with urllib.request.urlopen(there, timeout=10) as answer:
        assert answer.read() == b"x"


# Open files


def test_a_file_is_written_when_it_is_closed(storage: CosStorage) -> None:
    with storage.open("a.txt", "w") as file:
        assert (file.writable(), file.readable(), file.seekable()) == (True, False, True)
        file.write("größer\n")
        file.writelines(["zwei\n"])
        assert not storage.exists("a.txt")
        assert file.size == 14
        with pytest.raises(io.UnsupportedOperation):
            file.read()
    assert file.closed
    file.close()
    with storage.open("a.txt", "r") as file:
        assert file.readlines() == ["größer\n", "zwei\n"]
        with pytest.raises(io.UnsupportedOperation):
            file.write("x")
    with storage.open("empty.bin", "wb"):
        pass
    assert storage.size("empty.bin") == 0


def test_a_file_whose_writing_failed_is_not_stored(storage: CosStorage) -> None:
    storage.save("a.txt", ContentFile(b"before"))
    with pytest.raises(RuntimeError), storage.open("a.txt", "wb") as file:  # noqa: PT012
        file.write(b"half of it")
        raise RuntimeError
    assert (file.closed, read(storage, "a.txt")) == (True, b"before")


def test_an_open_file_can_be_sought_iterated_and_opened_again(storage: CosStorage) -> None:
    storage.save("a.txt", ContentFile(b"one\ntwo\n"))
    file = storage.open("a.txt")
    assert (list(file), len(file), bool(file)) == ([b"one\n", b"two\n"], 8, True)
    file.open()
    assert file.readline() == b"one\n"
    file.seek(4)
    assert file.read(2) == b"tw"
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.read()
    assert file.open().read() == b"one\ntwo\n"
    file.close()
    with pytest.raises(ValueError, match="mode"):
        storage.open("a.txt", "a")


def test_a_file_that_nobody_reads_is_not_fetched(storage: CosStorage, cos_server: LocalCos) -> None:
    storage.save("a.bin", ContentFile(bytes(20 * MIB)))
    with storage.open("a.bin") as file:
        assert file.size == 20 * MIB
        body = file._body
    assert body is not None
    with pytest.raises(CosException):
        body.read()


@pytest.mark.cos(faults=["get_object truncate=1000000"])
def test_a_file_that_is_cut_short_is_not_a_shorter_file(storage: CosStorage, cos_faults: Any) -> None:
    storage.save("a.bin", ContentFile(bytes(3 * MIB)))
    file = storage.open("a.bin")
    with pytest.raises(BodyCutShort):
        file.read()
    assert cos_faults[0].hits
    with pytest.raises(ValueError, match="closed"):
        file.read()


def test_a_large_file_is_not_in_memory(options: dict[str, Any]) -> None:
    storage = CosStorage(max_memory_size=1000, **options)
    with storage.open("a.bin", "wb") as file:
        file.write(bytes(1001))
        assert isinstance(file.file.name, int | str)  # of the file on the disk
    with storage.open("a.bin") as file:
        assert file.read() == bytes(1001)
        assert isinstance(file.file.name, int | str)


# Django's other parts


def test_settings_name_the_storage(options: dict[str, Any]) -> None:
    setting = {
        "default": {
            "BACKEND": "qcloud_cos.contrib.django.CosStorage",
            "OPTIONS": {**options, "location": "media"},
        },
        "staticfiles": {"BACKEND": "qcloud_cos.contrib.django.CosManifestStaticStorage", "OPTIONS": options},
    }
    handler = StorageHandler(setting)
    default: Any = handler["default"]
    assert isinstance(default, CosStorage)
    assert read(default, default.save("a.txt", ContentFile(b"x"))) == b"x"
    assert isinstance(handler["staticfiles"], CosManifestStaticStorage)


def test_a_field_of_a_model_saves_opens_and_deletes(storage: CosStorage) -> None:
    class Photo(models.Model):  # type: ignore[misc]
        image = models.FileField(upload_to="photos/%Y", storage=storage)

        class Meta:
            app_label = "tests"

    photo = Photo()
    photo.image.save("a.txt", ContentFile(b"Hello"), save=False)
    assert photo.image.name == f"photos/{datetime.now().year}/a.txt"
    assert photo.image.size == 5
    with photo.image.open() as file:
        assert file.read() == b"Hello"
    with photo.image.open() as file:  # it was closed meanwhile
        assert file.read() == b"Hello"
    assert "q-signature=" in photo.image.url
    photo.image.delete(save=False)
    assert storage.listdir("photos")[1] == []


@pytest.mark.parametrize("kind", [CosStaticStorage, CosManifestStaticStorage])
def test_static_files_are_collected(kind: type[CosStorage], options: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "site.css").write_text('body { background: url("../a.png"); }')
    (tmp_path / "a.png").write_bytes(b"png")
    setting = {
        **{name: dict(storages.backends[name]) for name in ("default",)},
        "staticfiles": {
            "BACKEND": f"{kind.__module__}.{kind.__name__}",
            "OPTIONS": {**options, "location": "static", "default_acl": "public-read"},
        },
    }
    with override_settings(STORAGES=setting, STATICFILES_DIRS=[str(tmp_path)]):
        call_command("collectstatic", interactive=False, verbosity=0)
        found: Any = storages["staticfiles"]
        url = found.url("css/site.css")
        assert "?" not in url
        content = fetched(url).decode()
        if kind is CosManifestStaticStorage:
            assert "site." in url
            assert not url.endswith("/site.css")
            assert "../a." in content
            assert "../a.png" not in content
        again: Any = call_command("collectstatic", interactive=False, verbosity=1, clear=True)
        assert "static file" in str(again)
        assert fetched(found.url("a.png")) == b"png"


# Secrets


def test_no_key_is_told(options: dict[str, Any]) -> None:
    secret = options["secret_key"]
    storage = CosStorage(location="media", **options)
    storage.save("a.txt", ContentFile(b"x"))
    assert repr(storage) == f"<CosStorage cos://{storage.bucket}/media/>"
    assert secret not in MigrationWriter.serialize(storage)[0]
    for sent in (storage, CosStorage(**{**_without_keys(options), "credentials": Keys("id", secret)})):
        assert secret.encode() not in pickle.dumps(sent)
    assert secret not in str(storage.deconstruct())
    with pytest.raises(ImproperlyConfigured, match="SecretKey"):
        CosStorage(**_without_keys(options), config_options={"SecretKey": secret})


def _without_keys(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if not name.startswith("secret")}


def test_a_pickle_finds_keys_where_it_arrives(options: dict[str, Any]) -> None:
    storage = CosStorage(location="media", **options)
    storage.save("a.txt", ContentFile(b"x"))
    arrived = pickle.loads(pickle.dumps(storage))  # noqa: S301
    assert arrived.deconstruct() == storage.deconstruct()
    assert read(arrived, "a.txt") == b"x"
    profile = CosStorage(credentials=Profile("mine"), **_without_keys(options))
    assert isinstance(pickle.loads(pickle.dumps(profile))._config["CredentialInstance"], Profile)  # noqa: S301
    assert copy.deepcopy(storage) is copy.copy(storage) is storage


def test_migrations_name_what_a_subclass_was_given() -> None:
    text, imports = MigrationWriter.serialize(_Private("reports"))
    assert text == f"{__name__}._Private('reports')"
    assert imports == {f"import {__name__}"}


class _Private(CosStorage):
    def __init__(self, location: str) -> None:
        super().__init__(bucket="private-1250000000", location=location)


# Settings


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"bucket": ""}, "bucket"),
        ({"location": "../a"}, "location"),
        ({"location": "/a"}, "location"),
    ],
)
def test_what_is_wrong_is_said_at_once(options: dict[str, Any], given: dict[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        CosStorage(**{**options, **given})


def test_more_of_the_configuration(options: dict[str, Any]) -> None:
    storage = CosStorage(config_options={"Timeout": 7}, **options)
    assert storage.client.get_conf()._timeout == 7
    with pytest.raises(ImproperlyConfigured, match="config_options"):
        _ = CosStorage(config_options={"Timeoot": 7}, **options).client
    with pytest.raises(TypeError, match="buckets"):
        CosStorage(**{**options, "buckets": "x"})


def test_a_storage_without_keys_finds_them(options: dict[str, Any]) -> None:
    storage = CosStorage(**_without_keys(options))
    assert read(storage, storage.save("a.txt", ContentFile(b"x"))) == b"x"


def test_a_storage_is_used_after_a_fork(storage: CosStorage) -> None:
    storage.save("a.txt", ContentFile(b"before"))  # with connections open
    work: list[Callable[[], object]] = [
        partial(storage.save, f"{number}.txt", ContentFile(b"x")) for number in range(2)
    ]
    children = [multiprocessing.get_context("fork").Process(target=each) for each in work]
    for child in children:
        child.start()
    for child in children:
        child.join(30)
    assert [child.exitcode for child in children] == [0, 0]
    assert len(storage.listdir("")[1]) == 3
