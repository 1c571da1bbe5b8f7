from __future__ import annotations

import inspect
import re

from domain import refusals
from domain.refusals import CODES, Refused


def test_codes_are_sorted_and_each_says_what_it_means() -> None:
    explained = re.findall(r'^    "([a-z_]+)",  # \S', inspect.getsource(refusals), flags=re.MULTILINE)

    assert list(CODES) == sorted(set(CODES)) == explained


def test_a_refusal_carries_its_facts_by_name() -> None:
    refused = Refused.of("already_decided", by="U1", code="x")

    assert refused == Refused("already_decided", {"by": "U1", "code": "x"})
