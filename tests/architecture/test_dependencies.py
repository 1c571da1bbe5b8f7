"""The lock files hold what pyproject.toml asks for, by hash, and say nothing of where it is fetched."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUN_TIME = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["editable"]]
DEVELOPING = [*RUN_TIME, *PROJECT["optional-dependencies"]["dev"]]
A_PIN = re.compile(
    r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)(.*)(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+", re.MULTILINE
)


def locked(file: str) -> dict[str, Version]:
    return {canonicalize_name(pin[1]): Version(pin[2]) for pin in A_PIN.finditer((ROOT / file).read_text())}


def satisfied(wanted: Requirement, pins: dict[str, Version]) -> bool:
    pin = pins.get(canonicalize_name(wanted.name))
    return pin is not None and pin in wanted.specifier


@pytest.mark.parametrize(
    ("file", "asked"), [("requirements.lock", RUN_TIME), ("requirements-dev.lock", DEVELOPING)]
)
def test_every_dependency_is_locked(file: str, asked: list[str]) -> None:
    pins = locked(file)

    missing = [str(wanted) for wanted in map(Requirement, asked) if not satisfied(wanted, pins)]

    assert missing == [], "run: make lock"


def test_developing_uses_the_versions_that_run() -> None:
    developing = locked("requirements-dev.lock")

    differing = {at: pin for at, pin in locked("requirements.lock").items() if developing.get(at) != pin}

    assert differing == {}


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_a_lock_is_a_pin_with_hashes(file: str) -> None:
    text = (ROOT / file).read_text()

    begun = re.findall(r"^[A-Za-z].*$", text, re.MULTILINE)

    assert len(begun) == len(locked(file)) > 20
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
