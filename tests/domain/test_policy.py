from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given

from domain.bands import Band
from domain.lane_rules import Condition
from domain.policy import Checking, Live, Policy, UnreadablePolicy
from tests.architecture.source import ROOT
from tests.domain.policies import lives, policies

REFUNDS = Policy("Drafts the replies to refund requests")


@given(policies)
def test_a_stored_policy_reads_back_as_itself(policy: Policy) -> None:
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy


def test_what_an_older_program_would_check_less_it_does_not_read() -> None:
    banded = replace(REFUNDS, checking=Checking(bands=(Band((Condition("confidence", "<", 0.8),), 0.5),)))

    assert REFUNDS.to_json()["format"] == 1
    assert banded.to_json()["format"] == 2


@given(lives)
def test_stored_settings_read_back_as_themselves(live: Live) -> None:
    assert Live.from_json(json.loads(json.dumps(live.to_json()))) == live


@pytest.mark.parametrize(
    "spoil",
    [
        {"format": 3}, {"format": None}, {"lane": "trusted"}, {"approvals": 0}, {"approvals": "1"},
        {"approvals": True}, {"purpose": None}, {"release_on_timeout": True}, {"review_within": "4 hours"},
        {"on_expiry": "approve"},
        {"working_hours": {"timezone": "Europe/Atlantis"}}, {"working_hours": {"country": "ZZ"}},
        {"standard": {"max_error_rate": "0.02"}},
    ],
)  # fmt: skip
def test_a_policy_that_is_not_understood_is_not_guessed_at(spoil: dict[str, object]) -> None:
    with pytest.raises(UnreadablePolicy):
        Policy.from_json({**REFUNDS.to_json(), **spoil})


@pytest.mark.parametrize("stored", [None, [], "{}", 1, {}])
def test_what_is_no_policy_at_all_is_unreadable(stored: object) -> None:
    with pytest.raises(UnreadablePolicy):
        Policy.from_json(stored)


def test_settings_that_are_not_understood_are_unreadable() -> None:
    with pytest.raises(UnreadablePolicy):
        Live.from_json({"channel": {"type": "channel", "text": "nowhere"}})


def test_always_human_never_takes_reactions() -> None:
    assert not Policy("Answers", lane="always_human", accept_reactions=True).accept_reactions
    assert not replace(REFUNDS, lane="always_human").accept_reactions
    with pytest.raises(ValueError, match="at least one"):
        Policy("Answers", approvals=0)


LEARNED = """
from domain.policy import Checking, Costs, Live, Policy, Standard, Step
from domain.working_time import WorkingHours

for kind in (Policy, Live, Checking, Costs, Standard, Step, WorkingHours):
    assert "__msgspec_cache__" in vars(kind), kind
"""


def test_threads_meet_no_type_that_is_still_being_learned() -> None:
    """Two that do so at once end the process; what is learned with the import is whole before there are any."""
    done = subprocess.run([sys.executable, "-c", LEARNED], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
