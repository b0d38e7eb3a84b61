"""The page about coverage says what the parity tests and the server's routes say."""

from __future__ import annotations

import re

import pytest

from docs.coverage import LANGUAGES, PUBLISHED, page, path
from docs.coverage_words import ENGLISH, Language
from qcloud_cos.operations import Operations


@pytest.mark.parametrize("language", LANGUAGES, ids=["English", "Chinese"])
def test_the_page_is_as_its_script_writes_it(language: Language) -> None:
    assert path(language).read_text(encoding="utf-8") == page(language), "run python scripts/coverage_page.py"


def test_every_published_method_is_on_the_page() -> None:
    named = set(re.findall(r"`(\w+)`", page(ENGLISH)))
    assert {name.rpartition(".")[2] for names in PUBLISHED["groups"].values() for name in names} <= named


def test_every_operation_that_sends_is_on_the_page() -> None:
    sending = {name for name in dir(Operations) if name.startswith(("put", "delete", "head", "list", "create"))}
    made_of_others = {"create_post_form", "delete_bucket_referer", "delete_keys", "put_object_from_local_file"}
    served = page(ENGLISH).partition("## The local server")[2]
    assert sending - made_of_others <= set(re.findall(r"`(\w+)`", served))
