"""The commands in the pages are real: targets of the Makefile, extras of the package, options of `cos`."""

from __future__ import annotations

import re
import shlex
import tomllib

import pytest

from docs.pages import PAGES, ROOT, Page

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
COMMANDS = [
    pytest.param(line.strip(), id=f"{page.name}: {line.strip()}")
    for page in PAGES
    for block in page.code("bash")
    for line in block.code.replace("\\\n", " ").splitlines()
    if line.strip() and not line.lstrip().startswith("#")
]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_command_is_real(line: str) -> None:
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if words[:2] == ["taskset", "-c"]:
        words = words[3:]
    match words:
        case ["sudo", "apt", "install", *_]:
            pass
        case ["make", *targets]:
            assert {word for word in targets if "=" not in word} <= TARGETS
        case ["pip", *rest] | ["python3" | "python", "-m", "pip", *rest]:
            _pip(rest)
        case ["cos", *rest]:
            _cos(rest)
        case ["python3" | "python", script, *rest] if script.endswith(".py"):
            text = (ROOT / script).read_text(encoding="utf-8")
            assert [word for word in rest if word.startswith("--") and f'"{word}"' not in text] == []
        case ["curl" | "export" | "pytest" | "rclone" | "ruff" | "s5cmd" | "mypy", *_] | [
            "python3" | "python",
            "-m",
            "venv",
            *_,
        ]:
            pass
        case _:
            pytest.fail(f"what is {line!r}? Teach this test, or change the page")


def _pip(words: list[str]) -> None:
    assert words[0] in ("install", "uninstall")
    for word in words[1:]:
        if word.startswith("-") or word == ".":
            continue
        match = re.fullmatch(r"(cos-python-sdk-v5|\.)(?:\[([a-z,-]+)\])?", word)
        assert match, f"{word} is not this package"
        assert set((match[2] or "").split(",")) - {""} <= PROJECT["optional-dependencies"].keys()


def _cos(words: list[str]) -> None:
    import click

    from qcloud_cos.cli.commands import cos

    context = click.Context(cos)
    name, command, rest = cos.resolve_command(context, words)
    assert command is not None, f"there is no command `cos {name}`"
    command.make_context(name, list(rest), resilient_parsing=True)


def test_pages_have_only_blocks_that_are_known() -> None:
    """`text` is the language of what is not run; any other must be checked by one of these tests."""
    languages = {(page.name, block.language) for page in PAGES for block in page.blocks}
    assert {language for _, language in languages} <= {"python", "bash", "text"}, languages


def test_installation_is_by_the_plain_name() -> None:
    readme = next(page for page in PAGES if page.name == "README.md")
    assert "pip install -U cos-python-sdk-v5" in _lines(readme)


def _lines(page: Page) -> list[str]:
    return [line for block in page.code("bash") for line in block.code.splitlines()]
