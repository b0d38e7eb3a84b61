"""`make audit`: the advisories about what the package brings along, and a list of all of it for other programs.

python scripts/audit.py PYTHON SBOM

PYTHON is that of an environment that has the package with all its extras, and nothing else.  Exit codes:

0  no advisory is known about any of it
1  there are advisories
3  it is not known: no advisory service answered, or none knows some of it
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SERVICES = ("pypi", "osv")
_SECONDS = "15"
CLEAN, ADVISORIES, UNKNOWN = 0, 1, 3


class Verdict(NamedTuple):
    audited: frozenset[str]
    """``name version``."""
    advisories: tuple[str, ...]
    unknown: tuple[str, ...]
    """What no service knows, by name."""

    @property
    def status(self) -> int:
        if self.advisories:
            return ADVISORIES
        return UNKNOWN if self.unknown or not self.audited else CLEAN


def verdict(reports: Sequence[Sequence[dict[str, Any]]]) -> Verdict:
    """Of what the services said, each a list of dependencies as pip-audit has it."""
    audited, advisories, asked = set(), {}, set()
    for report in reports:
        for dependency in report:
            name = dependency["name"]
            if dependency.get("skip_reason") == "distribution marked as editable":
                continue  # the project itself
            asked.add(name)
            if "version" not in dependency:
                continue
            audited.add((name, dependency["version"]))
            for found in dependency["vulns"]:
                mended = ", ".join(found["fix_versions"]) or "no version yet"
                advisories[name, found["id"]] = (
                    f"{name} {dependency['version']}: {found['id']}, mended in {mended}"
                )
    unknown = asked - {name for name, _ in audited}
    return Verdict(
        frozenset(" ".join(each) for each in audited), tuple(advisories[key] for key in sorted(advisories)),
        tuple(sorted(unknown)),
    )  # fmt: skip


def report_of(service: str, packages: str) -> list[dict[str, Any]] | str:
    """What the service says, or why it says nothing."""
    command = [sys.executable, "-m", "pip_audit", "--path", packages, "--skip-editable", "-s", service]
    command += ["-f", "json", "--progress-spinner", "off", "--timeout", _SECONDS]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - put together here
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return done.stderr.strip().rpartition("\n")[2] or f"pip-audit ended with {done.returncode}"
    return found


def write_bom(python: str, place: Path) -> list[str]:
    """The CycloneDX list: names, versions and licences.  Returns the names of those that state no licence."""
    place.parent.mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        python,
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    ]
    command += ["--output-reproducible", "--validate", "-o", str(place)]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - put together here
    if done.returncode:
        raise SystemExit(f"the list of components could not be made: {done.stderr.strip()}")
    components = json.loads(place.read_text(encoding="utf-8"))["components"]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    print(f"{place}: {len(components)} components of version {version}, CycloneDX")
    return sorted(each["name"] for each in components if not each.get("licenses"))


def main(python: str, place: str) -> int:
    packages = subprocess.run(  # noqa: S603 - as above
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    if unlicensed := write_bom(python, Path(place)):
        print(f"no licence in the metadata of {', '.join(unlicensed)}")
    reports = []
    for service in SERVICES:
        said = report_of(service, packages)
        if isinstance(said, str):
            print(f"{service} did not answer: {said[-200:]}")
            continue
        reports.append(said)
        if not verdict(reports).unknown:
            break
    return told(verdict(reports))


def told(found: Verdict) -> int:
    for advisory in found.advisories:
        print(f"ADVISORY {advisory}")
    if found.unknown:
        print(f"not known to any service that answered: {', '.join(found.unknown)}")
    if found.status == UNKNOWN:
        print("This says nothing about whether there are advisories: ask again where the services can be reached.")
    elif found.status == CLEAN:
        print(f"no advisories about {len(found.audited)} packages")
    return found.status


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
