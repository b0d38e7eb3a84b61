"""The import paths of the published SDK, and the functions that programs take from them."""

from __future__ import annotations

import importlib
import io
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from xml.etree.ElementTree import fromstring

import pytest

import qcloud_cos
from qcloud_cos import CosClientError, CosConfig, CosS3Client, cos_client, cos_comm, cos_exception
from qcloud_cos.cos_threadpool import SimpleThreadPool
from qcloud_cos.resumable_downloader import PartInfo, ResumableDownLoader
from qcloud_cos.xml2dict import Xml2Dict

CONF = CosConfig(Region="ap-x", SecretId="i", SecretKey="k")
COMMON = (
    "CiDetectType CosClientError CosServiceError DEFAULT_CHUNK_SIZE ProgressCallback SINGLE_UPLOAD_LENGTH "
    "Xml2Dict check_object_content_length client_can_retry decode_result dict_to_xml format_bucket "
    "format_dict format_dict_or_list format_endpoint format_path format_region format_values format_xml "
    "gen_copy_source_range gen_copy_source_url get_content_md5 get_copy_source_info get_date "
    "get_file_like_object_length get_md5 get_raw_md5 mapped maplist parse_bucket_canned_acl "
    "parse_object_canned_acl path_simplify_check switch_hostname switch_hostname_for_url to_bytes to_str "
    "to_unicode xml_to_dict"
)
PATHS = {
    "qcloud_cos": "CosConfig CosS3Client CosServiceError CosClientError CosS3Auth get_date CosVectorsClient "
    "MetaInsightClient AIRecognitionClient",
    "qcloud_cos.ai_recognition": f"AIRecognitionClient CosS3Client CosS3Auth logger {COMMON}",
    "qcloud_cos.cos_auth": "CosS3Auth CosRtmpAuth filter_headers",
    "qcloud_cos.cos_client": "CosConfig CosS3Client StreamBody CosS3Auth CosRtmpAuth SimpleThreadPool EventStream "
    f"ResumableDownLoader logger {COMMON}",
    "qcloud_cos.cos_comm": COMMON,
    "qcloud_cos.cos_encryption_client": f"CosEncryptionClient CosS3Client CosS3Auth {COMMON}",
    "qcloud_cos.cos_exception": "CosException CosClientError CosServiceError digest_xml digest_json "
    "digest_xml_or_json",
    "qcloud_cos.cos_threadpool": "SimpleThreadPool WorkerThread",
    "qcloud_cos.cos_vectors_client": f"CosVectorsClient CosConfig CosS3Client CosS3Auth logger {COMMON}",
    "qcloud_cos.intelligent_speech": f"IntelligentSpeechClient CosS3Client CosS3Auth logger {COMMON}",
    "qcloud_cos.meta_insight": f"MetaInsightClient CosS3Client CosS3Auth {COMMON}",
    "qcloud_cos.resumable_downloader": "ResumableDownLoader PartInfo",
    "qcloud_cos.select_event_stream": "EventStream",
    "qcloud_cos.streambody": "StreamBody",
    "qcloud_cos.version": "__version__",
    "qcloud_cos.xml2dict": "Xml2Dict",
}


@pytest.mark.parametrize("path", PATHS)
def test_every_name_is_where_it_was(path: str) -> None:
    module = importlib.import_module(path)
    missing = [name for name in PATHS[path].split() if not hasattr(module, name)]
    assert missing == []


@pytest.mark.parametrize("path", [path for path in PATHS if COMMON in PATHS[path] or path == "qcloud_cos"])
def test_a_star_brings_the_same_names(path: str) -> None:
    found: dict[str, Any] = {}
    exec(f"from {path} import *", found)  # noqa: S102
    assert set(PATHS[path].split()) <= set(found)


def test_what_comes_later_is_listed_at_once() -> None:
    asked = "import qcloud_cos; print(*dir(qcloud_cos))"
    listed = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {*PATHS["qcloud_cos"].split(), "cos_exception"} <= set(listed)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = qcloud_cos.nonsense  # type: ignore[attr-defined]


def test_they_are_the_same_things_everywhere() -> None:
    assert cos_client.CosS3Client is CosS3Client
    assert cos_exception.CosServiceError is qcloud_cos.CosServiceError
    assert cos_client.logger is logging.getLogger("qcloud_cos.cos_client")


def test_importing_the_package_stays_cheap() -> None:
    heavy = "requests urllib3 asyncio ssl logging http.client email dataclasses inspect xml.dom.minidom "
    heavy += (
        "qcloud_cos.types.storage qcloud_cos.types.services qcloud_cos.cos_vectors_client qcloud_cos.meta_insight"
    )
    asked = f"import sys, qcloud_cos; print(*[name for name in {heavy.split()!r} if name in sys.modules])"
    # Coverage imports some of them itself.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, env=plain, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("region", "module", "old", "internal", "host"),
    [
        ("ap-x", "cos.", True, True, "cos.ap-x"),
        ("cossh", "cos.", True, True, "cos.ap-shanghai"),
        ("cn-north", "cos.", True, True, "cn-north"),
        ("cos.ap-x", "cos.", True, True, "cos.ap-x"),
        ("ap-x", "ci.", True, True, "ci.ap-x"),
        ("ap-x", "cos.", False, True, "cos-internal.ap-x"),
        ("ap-x", "cos.", False, False, "cos.ap-x"),
    ],
)
def test_regions(region: str, module: str, old: bool, internal: bool, host: str) -> None:
    assert cos_comm.format_region(region, module, old, internal) == host
    domain = "myqcloud.com" if old else "tencentcos.cn"
    assert cos_comm.format_endpoint(None, region, module, old, internal) == f"{host}.{domain}"
    assert cos_comm.format_endpoint("h.example", region, module, old, internal) == "h.example"


def test_names_that_are_none_are_refused() -> None:
    for wrong in (
        lambda: cos_comm.format_region("", "cos.", True, True),
        lambda: cos_comm.format_endpoint(None, None, "cos.", True, True),
        lambda: cos_comm.format_bucket("a_b", None),
        lambda: cos_comm.format_path(""),
        lambda: cos_comm.path_simplify_check("a/.."),
        lambda: cos_comm.mapped({"Nothing": 1}),
        lambda: cos_comm.to_unicode(b"\xff"),
        lambda: cos_comm.to_bytes("\ud800"),
        lambda: cos_comm.get_content_md5(object()),
        lambda: cos_comm.get_copy_source_info({"Key": "k"}),
        lambda: cos_comm.dict_to_xml({"Part": [{"PartNumber": 1}]}),
        lambda: cos_comm.dict_to_xml({}),
    ):
        with pytest.raises(CosClientError):
            wrong()
    assert cos_comm.format_endpoint(None, None, "ci.", True, True) is None


def test_buckets_paths_and_hosts() -> None:
    assert cos_comm.format_bucket("b", "1") == cos_comm.format_bucket("b-1", "1") == "b-1"
    assert cos_comm.format_path("/中 a+") == "%E4%B8%AD%20a%2B"
    first = "https://b-1.cos.ap-x.myqcloud.com/k?a=b"
    assert cos_comm.switch_hostname_for_url(first) == "https://b-1.cos.ap-x.tencentcos.cn/k?a=b"
    assert cos_comm.switch_hostname("b-1.example.com") == "b-1.example.com"


def test_sources_of_copies() -> None:
    source = {"Bucket": "s", "Appid": "1", "Key": "/a b", "Region": "ap-x", "VersionId": "v"}
    assert cos_comm.get_copy_source_info(source, True, True) == ("s-1", "a b", "cos.ap-x.myqcloud.com", "v")
    assert cos_comm.gen_copy_source_url(source, True, True) == "s-1.cos.ap-x.myqcloud.com/a%20b?versionId=v"
    assert cos_comm.gen_copy_source_range(0, 9) == "bytes=0-9"


def test_keyword_arguments() -> None:
    given = {"ACL": "private", "ContentLength": 5, "Metadata": {"x-cos-meta-a": "1"}}
    assert cos_comm.mapped(given) == {"x-cos-acl": "private", "Content-Length": 5, "x-cos-meta-a": "1"}
    assert len(cos_comm.maplist) == 47
    data = {"a": "ü", "b": 1}
    assert cos_comm.format_values(data) is data
    assert data == {"a": "ü".encode(), "b": 1}


def test_texts_and_digests() -> None:
    assert (cos_comm.to_str(1), cos_comm.to_str(b"a"), cos_comm.to_unicode(b"a")) == ("1", b"a", "a")
    assert cos_comm.get_raw_md5("") == '"d41d8cd98f00b204e9800998ecf8427e"'
    assert cos_comm.get_md5(b"") == b"1B2M2Y8AsgTpgAmY7PhCfg=="
    file = io.BytesIO(b"..content")
    file.seek(2)
    assert cos_comm.get_content_md5(file) == cos_comm.get_md5("content")
    assert file.tell() == 2
    assert cos_comm.get_date(2026, 3, 1) == "2026-03-01T00:00:00+08:00"


def test_lengths_of_bodies() -> None:
    file = io.BytesIO(b"12345")
    file.read(2)
    assert cos_comm.get_file_like_object_length(file) == 3
    for body in (b"", "text", file, iter([b"x"])):
        cos_comm.check_object_content_length(body)
    with pytest.raises(CosClientError, match="5 GiB"):
        cos_comm.check_object_content_length(_Long())


class _Long(io.BytesIO):
    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 6 * 1024**3 if whence == 2 else super().seek(offset, whence)


def test_what_can_be_sent_again() -> None:
    file = io.BytesIO(b"12345")
    file.read()
    assert cos_comm.client_can_retry(None)
    assert cos_comm.client_can_retry(None, data=b"x")
    assert cos_comm.client_can_retry(1, data=file)
    assert file.tell() == 1
    assert not cos_comm.client_can_retry(None, data=file)
    assert not cos_comm.client_can_retry(0, data=iter([b"x"]))


def test_xml_both_ways() -> None:
    body = b"<R><A>1</A><A>{http://s3.amazonaws.com/doc/2006-03-01/}</A><B/><typed>mytype</typed></R>"
    # Defects 4 and 20: text is data, never code, and is not changed by what is done to names.
    assert cos_comm.xml_to_dict(body, "type", "Type") == {
        "A": ["1", "{http://s3.amazonaws.com/doc/2006-03-01/}"],
        "B": None,
        "Typed": "mytype",
    }
    assert cos_comm.xml_to_dict("<R/>") == {"R": None}
    assert cos_comm.format_xml({"A": [1, None]}, "R").endswith(b"<R><A>1</A><A></A></R>")
    parts = {"Part": [{"PartNumber": 1, "ETag": '"e"', "Size": 5}]}
    assert cos_comm.dict_to_xml(parts).endswith(
        b'<Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part></CompleteMultipartUpload>'
    )


def test_bodies_of_errors_are_digested() -> None:
    told = "<Error><Code>c</Code><Message>m</Message><Resource>r</Resource><RequestId>i</RequestId>{}</Error>"
    digest = {"code": "c", "message": "m", "resource": "r", "requestid": "i", "traceid": "t"}
    assert cos_exception.digest_xml(told.format("<TraceId>t</TraceId>")) == digest
    assert cos_exception.digest_xml_or_json(told.format("<TraceId/>").encode()) == {**digest, "traceid": "Unknown"}
    assert cos_exception.digest_xml_or_json('{"code": 1}') == {"code": 1}
    invalid = "Response Error Msg Is INVALID"
    for body in ("", "no", "<Error><Code>c</Code></Error>", told.replace(">c<", "><").format(""), "<a>b</a>"):
        assert cos_exception.digest_xml(body) == invalid
    assert cos_exception.digest_xml_or_json(b"no") == cos_exception.digest_json("\xff") == invalid


def test_dicts_are_brought_into_shape() -> None:
    data: dict[str, Any] = {"A": {"x": "1"}, "B": "b", "C": None, "D": ["d"]}
    assert cos_comm.format_dict(data, ["A", "B", "C", "D", "E"]) is data
    assert data == {"A": [{"x": "1"}], "B": ["b"], "C": [], "D": ["d"]}
    assert cos_comm.format_dict_or_list([{"A": "a"}, {}], ["A"]) == [{"A": ["a"]}, {}]
    listed = {"Prefix": "a%2Bb", "Marker": None, "Contents": [{"Key": "%20"}]}
    found = cos_comm.decode_result(listed, ["Prefix", "Marker"], [["Contents", "Key"], ["Other", "Key"]])
    assert found == {"Prefix": "a+b", "Marker": None, "Contents": [{"Key": " "}]}


def test_short_names_of_acls() -> None:
    everyone = {"Type": "Group", "URI": "http://cam.qcloud.com/groups/global/AllUsers"}
    read = {"AccessControlList": {"Grant": [{"Grantee": everyone, "Permission": "READ"}]}}
    write = {"Grantee": everyone, "Permission": "WRITE"}
    assert cos_comm.parse_object_canned_acl(read, {}) == cos_comm.parse_bucket_canned_acl(read) == "public-read"
    assert cos_comm.parse_object_canned_acl(read, {"x-cos-acl": "default"}) == "default"
    assert cos_comm.parse_bucket_canned_acl({"AccessControlList": None}) == "private"
    both = {"AccessControlList": {"Grant": [*read["AccessControlList"]["Grant"], write]}}
    assert cos_comm.parse_bucket_canned_acl(both) == "public-read-write"


def test_what_an_audit_looks_for_has_names() -> None:
    kinds = cos_comm.CiDetectType
    assert kinds.get_detect_type_str(kinds.PORN | kinds.ADS | kinds.TEENAGER) == "Porn,Ads,Teenager"
    assert kinds.get_detect_type_str(0) == ""


def test_progress_adds_up() -> None:
    told: list[tuple[int, int]] = []
    progress = cos_comm.ProgressCallback(10, lambda finished, total: told.append((finished, total)))
    progress.report(4)
    progress.report(6)
    assert told == [(4, 10), (10, 10)]


def test_an_element_becomes_a_dict() -> None:
    root = fromstring('<r xmlns:x="u"><a n="1">t</a><b>1</b><b>2</b><b/><c><d/></c><x:e>3</x:e></r>')  # noqa: S314
    assert Xml2Dict(root) == {
        "a": {"n": "1", "a": "t"},
        "b": ["1", "2", None],
        "c": {"d": None},
        "{u}e": "3",
    }
    assert Xml2Dict(fromstring("<r/>")) == {"r": None}  # noqa: S314


def test_a_pool_does_its_tasks_and_says_which_failed() -> None:
    pool = SimpleThreadPool(3)
    for number in range(20):
        pool.add_task(divmod, 100, number)
    with pytest.raises(CosClientError, match="wait_completion"):
        pool.get_result()
    pool.wait_completion()
    result = pool.get_result()
    assert result["success_all"] is False
    assert [sum(column) for column in zip(*((good, bad) for good, bad, _ in result["detail"]))] == [19, 1]
    # Defect 19: the failure is there as it was raised, not as a text.
    failures = [item for _, _, items in result["detail"] for item in items if isinstance(item, Exception)]
    assert [type(failure) for failure in failures] == [ZeroDivisionError]


def test_a_pool_can_be_used_again_and_leaves_no_thread() -> None:
    before = threading.active_count()
    pool = SimpleThreadPool(num_threads=2, num_queue=1)
    for _ in range(2):
        done: list[int] = []
        for number in range(5):
            pool.add_task(done.append, number)
        pool.wait_completion()
        assert sorted(done) == [0, 1, 2, 3, 4]
        assert pool.get_result()["success_all"] is True
    assert threading.active_count() == before


def test_a_resumable_download_is_the_clients() -> None:
    class Client:
        def download_file(self, **arguments: Any) -> None:
            self.arguments = arguments
            arguments["progress_callback"](3, 10)
            arguments["progress_callback"](10, 10)

    client, reported = Client(), mock.Mock()
    ResumableDownLoader(
        client, "b-1", "k", "f", {}, part_size=7, progress_callback=reported, TrafficLimit="1"
    ).start()
    assert (client.arguments["PartSize"], client.arguments["TrafficLimit"]) == (7, "1")
    assert Path(client.arguments["DestFilePath"]).is_absolute()
    assert [call.args for call in reported.report.mock_calls] == [(3,), (7,)]
    assert PartInfo(1, 0, 5) == PartInfo(1, 0, 5)


@pytest.fixture
def patched() -> Iterator[Any]:
    with mock.patch.object(CosS3Client, "put_object", autospec=True, return_value={"ETag": "fake"}) as fake:
        yield fake


def test_a_method_can_be_patched(patched: Any) -> None:
    client = CosS3Client(CONF)
    assert client.put_object(Bucket="b-1", Body=b"", Key="k") == {"ETag": "fake"}
    assert patched.call_args == mock.call(client, Bucket="b-1", Body=b"", Key="k")


def test_patching_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("__init__", "put_object", "get_object", "object_exists", "delete_object"):
        with monkeypatch.context() as patch:
            patch.setattr(CosS3Client, name, lambda self, *args, **kwargs: None)
            client: Any = CosS3Client(CONF)
            assert getattr(client, name)("b-1", "k") is None
    assert "put_object" not in vars(CosS3Client)
    client = CosS3Client(CONF)
    assert client.get_conf() is CONF


def test_a_subclass_has_its_own_way() -> None:
    class Mine(CosS3Client):
        def put_object(self, Bucket: str, Body: Any, Key: str, EnableMD5: bool = False, **kwargs: Any) -> Any:
            return {"ETag": f"mine of {Key}"}

    client = Mine(conf=CONF, retry=5)
    assert client.put_object(Bucket="b-1", Body=b"", Key="k")["ETag"] == "mine of k"
    assert client._retry == 5


def test_the_small_methods_of_a_client() -> None:
    client = CosS3Client(CONF)
    client.inc_retry_exe_times()
    assert client.get_retry_exe_times() == 1
    client.handle_built_in_connection_pool_by_pid()
    assert hasattr(client.generate_built_in_connection_pool(10, 10), "get")
    first = "https://b-1.cos.ap-x.myqcloud.com/k"
    assert not client.should_switch_domain(first)
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", AutoSwitchDomainOnRetry=True)
    assert CosS3Client(conf).should_switch_domain(first)
    assert not CosS3Client(conf).should_switch_domain(first, {"x-cos-request-id": "r"})
    assert client._check_same_region("cos.ap-x.myqcloud.com", {"Bucket": "b-1", "Key": "k", "Region": "ap-x"})
