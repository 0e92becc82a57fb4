"""Supply chain: what is required is pinned, hashed, permissive, and asks no index of its own."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PERMISSIVE = re.compile(r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Unlicense|Zlib|0BSD|CC0|Public Domain|HPND|Historical Permission|CNRI|MIT-CMU|BSL-1\.0|Boost|W3C)\b", re.IGNORECASE)
COPYLEFT = re.compile(r"\b(A?GPL|GNU (Affero )?General|SSPL|EUPL)\b|\bLGPL|Lesser General", re.IGNORECASE)
EXCEPTIONS = {
    "certifi": "MPL-2.0: a list of certificates, unchanged; file-level copyleft that asks nothing of those who only use it",
    "pylopdf-fonts-zh-cn": "OFL-1.1: the font of the figures, unchanged; free to use, bundle and embed",
    "tqdm": "MPL-2.0 AND MIT: progress bars of spaCy's dependencies, unchanged",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(file: str) -> dict[str, list[str]]:
    """Return package → hashes of a requirements file."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"(?<!\\)\n", (ROOT / "requirements" / file).read_text("utf-8")):
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", block):
            found[canonical(match[1])] = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
    return found


def licence(name: str) -> str:
    """Return what a distribution says of its licence: expression, else classifiers, else the field."""
    metadata = importlib.metadata.metadata(name)
    classifiers = " / ".join(c for c in metadata.get_all("Classifier") or [] if c.startswith("License ::"))
    return " ".join(part for part in (metadata.get("License-Expression") or "", classifiers, (metadata.get("License") or "").split("\n")[0][:200]) if part)


@pytest.mark.parametrize("file", ["required.txt", "dev.txt"])
def test_requirements_are_pinned_and_hashed_and_name_no_address(file):
    text = (ROOT / "requirements" / file).read_text("utf-8")
    packages = pinned(file)
    assert len(packages) >= 40
    assert all(packages.values()), [name for name, hashes in packages.items() if not hashes]
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_every_dependency_of_the_project_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = {canonical(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in project["project"]["dependencies"]}
    assert wanted <= pinned("required.txt").keys()
    wanted |= {canonical(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in project["dependency-groups"]["dev"]}
    assert wanted <= pinned("dev.txt").keys()


def test_what_is_required_is_permissive():
    checked = 0
    bad = {}
    for name in pinned("required.txt"):
        try:
            said = licence(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform
        checked += 1
        permissive = PERMISSIVE.search(said) and not COPYLEFT.search(said)
        if not permissive and name not in EXCEPTIONS:
            bad[name] = said
    assert checked >= 40
    assert bad == {}


def test_no_exception_is_kept_for_a_package_that_is_not_required():
    assert EXCEPTIONS.keys() <= pinned("required.txt").keys()


SOURCES = sorted(file for package in ("ontology", "extract", "graph", "chanmai") for file in (ROOT / package).rglob("*.py"))
FORBIDDEN = {
    "pickle": r"^\s*(import|from) (pickle|cPickle|marshal|shelve|dill|cloudpickle)\b",
    "eval": r"(?<![\w.])(eval|exec)\(",
    "shell": r"shell\s*=\s*True|os\.system\(|os\.popen\(",
    "unsafe yaml": r"yaml\.(load|unsafe_load|full_load)\(",
    "numpy pickle": r"allow_pickle\s*=\s*True",
    "requests": r"^\s*(import|from) (requests|urllib3|httpx|aiohttp)\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_packages_use_nothing_that_runs_what_it_reads(what):
    assert len(SOURCES) > 60
    found = [f"{file.relative_to(ROOT)}:{number}" for file in SOURCES for number, line in enumerate(file.read_text("utf-8").splitlines(), 1) if re.search(FORBIDDEN[what], line)]
    assert found == []
