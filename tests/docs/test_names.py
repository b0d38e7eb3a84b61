"""The pages name nothing that is not there, and leave out nothing that is."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, get_args, get_type_hints, is_typeddict

import pytest

import qcloud_cos
from docs.pages import BY_NAME, PAGES, ROOT, Page
from qcloud_cos import AsyncCosS3Client, Calls, CosConfig, CosS3Client, CosServiceError, errors, types
from qcloud_cos.ai_recognition import AIRecognition
from qcloud_cos.core.keywords import HEADER_OF
from qcloud_cos.operations import Operations
from qcloud_cos.operations.processing import Processing
from qcloud_cos.operations.processing.insight import Insight
from qcloud_cos.operations.processing.vocabularies import Vocabularies
from qcloud_cos.operations.vectors import Vectors
from qcloud_cos.server import LocalCos
from qcloud_cos.transport.streams import StreamBody

OPERATIONS = sorted(
    (
        "create_bucket delete_bucket head_bucket bucket_exists list_buckets put_bucket_acl get_bucket_acl "
        "put_bucket_cors get_bucket_cors delete_bucket_cors put_bucket_lifecycle get_bucket_lifecycle "
        "delete_bucket_lifecycle put_object get_object delete_object delete_objects head_object object_exists "
        "list_objects list_objects_versions list_multipart_uploads create_multipart_upload "
        "abort_multipart_upload upload_part upload_part_copy list_parts complete_multipart_upload "
        "put_object_acl get_object_acl copy_object get_presigned_url get_presigned_download_url "
        "get_object_url get_auth"
    ).split()
)
"""The basic API: what the pages describe in full."""
HOLDERS: dict[str, Any] = {
    "client": CosS3Client,
    "cos_client": CosS3Client,
    "async_cos_client": AsyncCosS3Client,
    "cos": LocalCos,
    "cos_server": LocalCos,
    "config": CosConfig,
    "body": StreamBody,
    "e": CosServiceError,
    "error": CosServiceError,
    "CosConfig": CosConfig,
    "CosS3Client": CosS3Client,
    "AsyncCosS3Client": AsyncCosS3Client,
    "Calls": Calls,
    "LocalCos": LocalCos,
    "qcloud_cos": qcloud_cos,
}
_DOTTED = re.compile(r"^([A-Za-z_]+)\.([a-z_]\w*)(?=\W|$)")
_MODULE = re.compile(r"^(?:from |import )?(qcloud_cos(?:\.\w+)+)")
_GETTER = re.compile(r"^(get_\w+)\(\)$")
API = [BY_NAME["docs/api.md"], BY_NAME["docs/api.zh-CN.md"]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_named_is_there(page: Page) -> None:
    for span in page.spans:
        if match := _MODULE.match(span):
            if "migrating" not in page.name:  # that page names modules of the published SDK, too
                _there(match[1])
        elif (match := _DOTTED.match(span)) and match[1] in HOLDERS and not span.endswith((".md", ".com")):
            assert hasattr(HOLDERS[match[1]], match[2]), f"{page.name}: `{span}`"
        elif match := _GETTER.match(span):
            known = (CosServiceError, StreamBody, CosS3Client, CosConfig)
            assert any(hasattr(kind, match[1]) for kind in known), f"{page.name}: `{span}`"


def _there(dotted: str) -> None:
    module, _, attribute = dotted.rpartition(".")
    try:
        import_module(dotted)
    except ModuleNotFoundError:
        assert hasattr(import_module(module), attribute), dotted


@pytest.mark.parametrize("page", API, ids=lambda page: page.name)
def test_every_method_has_its_section_and_every_section_its_method(page: Page) -> None:
    sections = {
        heading.text for heading in page.headings if heading.level == 3 and re.fullmatch(r"[a-z_]+", heading.text)
    }
    assert set(OPERATIONS) <= sections
    assert all(hasattr(Operations, name) for name in sections)


@pytest.mark.parametrize("page", API, ids=lambda page: page.name)
def test_every_method_is_named(page: Page) -> None:
    public = {
        name for name in dir(CosS3Client) if not name.startswith("_") and callable(getattr(CosS3Client, name))
    }
    unnamed = public - set(re.findall(r"\w+", " ".join(page.spans))) - _KEPT_FOR_OLD_PROGRAMS
    unnamed -= set(dir(Processing))
    assert not unnamed - {heading.text for heading in page.headings}, "put them under Further methods"


@pytest.mark.parametrize("suffix", ["", ".zh-CN"])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Processing, "processing"),
        (Insight, "processing"),
        (AIRecognition, "processing"),
        (Vocabularies, "processing"),
        (Vectors, "vectors"),
    ],
)
def test_every_method_of_other_services_is_named(kind: type, name: str, suffix: str) -> None:
    public = {name for name in dir(kind) if not name.startswith("_")}
    page = BY_NAME[f"docs/{name}{suffix}.md"]
    assert public - set(re.findall(r"\w+", " ".join(page.spans))) == set()


_KEPT_FOR_OLD_PROGRAMS = {
    "drive",
    "generate_built_in_connection_pool",
    "handle_built_in_connection_pool_by_pid",
    "inc_retry_exe_times",
    "should_switch_domain",
}


@pytest.mark.parametrize("page", [BY_NAME["README.md"], BY_NAME["README.zh-CN.md"]], ids=lambda page: page.name)
def test_the_readme_lists_every_method(page: Page) -> None:
    assert set(OPERATIONS) <= set(page.spans)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_signature_in_the_page_is_the_real_one(name: str) -> None:
    shown = {block.code.strip() for block in API[0].code("text")}
    assert _signature(name) in shown


def _signature(name: str) -> str:
    parameters = list(inspect.signature(getattr(Operations, name)).parameters.values())[1:]
    texts = [str(parameter.replace(annotation=inspect.Parameter.empty)) for parameter in parameters]
    starred = [index for index, parameter in enumerate(parameters) if parameter.kind is parameter.KEYWORD_ONLY]
    if starred:
        texts.insert(starred[0], "*")
    return f"{name}({', '.join(texts)})"


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("page", API, ids=lambda page: page.name)
def test_every_parameter_is_in_the_table_and_no_other(page: Page, name: str) -> None:
    parameters = inspect.signature(getattr(Operations, name)).parameters
    own = {each for each, parameter in parameters.items() if parameter.kind is not parameter.VAR_KEYWORD} - {
        "self"
    }
    rows = [line.split("|")[1] for line in page.section(name) if line.startswith("| `") and "()`" not in line]
    shown = set(re.findall(r"`(\w+)`", " ".join(rows)))
    assert own <= shown
    assert shown - own <= HEADER_OF.keys() | {"Metadata"} | _described(rows)


def _described(rows: list[str]) -> set[str]:
    """Rows of tables that are not of parameters, such as StreamBody's methods."""
    return {name for row in rows for name in re.findall(r"`(\w+)\(", row)}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("page", API, ids=lambda page: page.name)
def test_every_result_key_in_the_page_is_one(page: Page, name: str) -> None:
    result = _result(getattr(Operations, name))
    bullets = [line for line in page.section(name) if line.startswith("- `")]
    if not bullets:
        return
    keys = set(_keys(result)) | set(_keys_of_arguments(name))
    for line in bullets:
        for span in re.findall(r"`([^`]+)`", re.split(r" — ", line)[0]):
            assert span in keys or span.startswith("x-cos-meta") or name.endswith("acl"), f"{name}: {span}"


def _result(describe: Callable[..., Any]) -> Any:
    """The type that a Call or a Flow results in: the annotation is text."""
    match = re.fullmatch(
        r"(?:Call|Flow)\[(?:types\.)?(\w+)[^\]]*\]", inspect.signature(describe).return_annotation
    )
    assert match, describe
    return getattr(types, match[1], None)


def _keys(kind: Any, depth: int = 0) -> Iterator[str]:
    """The keys of a TypedDict, and of those inside it."""
    if is_typeddict(kind) and depth < 8:
        hints = get_type_hints(kind, localns={"StreamBody": StreamBody})
        yield from hints
        for hint in hints.values():
            yield from _keys(hint, depth + 1)
    for argument in get_args(kind):
        yield from _keys(argument, depth + 1)


def _keys_of_arguments(name: str) -> Iterator[str]:
    for parameter in inspect.signature(getattr(Operations, name)).parameters.values():
        for word in re.findall(r"\w+", str(parameter.annotation)):
            yield from _keys(getattr(types, word, None))


@pytest.mark.parametrize("name", ["docs/errors.md", "docs/errors.zh-CN.md"])
def test_the_errors_page_has_every_class(name: str) -> None:
    spans = set(BY_NAME[name].spans)
    assert errors.BY_CODE.keys() <= spans
    own = {kind.__name__ for kind in errors.CosClientError.__subclasses__()}
    assert own <= spans


@pytest.mark.parametrize("name", ["docs/errors.md", "docs/errors.zh-CN.md"])
def test_the_errors_page_has_no_other_class(name: str) -> None:
    rows = [line.split("|")[1].strip() for line in BY_NAME[name].prose if line.startswith("| `")]
    classes = {row.strip("`") for row in rows if re.fullmatch(r"`[A-Z]\w+`", row)}
    assert all(hasattr(errors, each) for each in classes)


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for group in [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]:
        wanted += group
    names = {re.split(r"[\[<>=;~! ]", each)[0] for each in wanted} - {"cos-python-sdk-v5"}
    shown = {
        line.split("|")[1].strip().strip("`")
        for line in BY_NAME["docs/dependencies.md"].prose
        if line.startswith("| `")
    }
    assert shown == names
