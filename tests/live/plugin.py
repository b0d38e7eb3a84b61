"""Loaded by scripts/real_cos.py only: the stories are told to the real COS, and what differs is listed."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator

import pytest

from live.real import RealCos, settings

_differences: list[str] = []
_told = _skipped = 0
_left: list[str] = []


@pytest.fixture(scope="session")
def cos_server() -> Iterator[RealCos]:
    cos = RealCos(settings(os.environ))
    yield cos
    cos.reset()
    _left.extend(cos.left())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What can be told anywhere: stories of a world of their own, which name no account."""
    chosen = [item for item in items if isinstance(item, pytest.Function) and _is_for_anywhere(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _is_for_anywhere(item: pytest.Function) -> bool:
    if item.get_closest_marker("local") is not None:
        return False
    if "world" not in item.fixturenames:
        return item.path.parent.name == "live"
    client = item.callspec.params.get("world")
    if client != "blocking" and os.environ.get("COS_LIVE_CLIENTS") != "both":
        return False
    return client != "uvloop" and "1250000000" not in inspect.getsource(item.function)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    global _told, _skipped
    if report.skipped:
        _skipped += 1
    elif report.when == "call" or report.failed:
        _told += report.when == "call"
        if report.failed:
            _differences.append(f"{report.nodeid.removeprefix('tests/')}\n    {_reason(report)}")


def _reason(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr).replace("\n", "\n    ")[:2000]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    write = terminalreporter.write_line
    write("")
    write(f"{_told} told, {_skipped} left out as the local server's alone, {len(_differences)} differences")
    for difference in _differences:
        write(f"\n{difference}")
    for bucket in _left:
        write(f"\nNOT REMOVED: {bucket}")
