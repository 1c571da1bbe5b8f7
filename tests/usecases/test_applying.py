"""A file becomes what is in force: idempotent, never lighter without a signature, nothing said is lost."""

from __future__ import annotations

from domain.policy import Policy
from storage.organisation import LEADERS, parts, team
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from usecases.keep_organisation import KeepOrganisation, keep_organisation
from usecases.sign_lane import LaneSigned, SignLane, sign_lane


def test_applied_again_nothing_changes(company: Company) -> None:
    policy = Policy(purpose="Drafts the replies to refund requests")
    company.apply(policy)

    again = company.apply(policy)

    assert again.unchanged


def test_a_changed_file_leaves_a_heavier_lane_in_force(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies"))
    heavier = SignLane(SLUG, "always_human", user_id("mia"), "Too many went wrong.", company.now)
    assert company.db.write_now(sign_lane, heavier) == LaneSigned("reviewed", "always_human")

    company.apply(Policy(purpose="Drafts the replies to refund requests"))

    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    assert found.lane == "always_human"


def test_a_new_policy_version_asks_for_a_new_signature(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies", lane="automated"))
    signature = SignLane(SLUG, "automated", user_id("ada"), "A year without errors.", company.now)
    assert company.db.write_now(sign_lane, signature) == LaneSigned("reviewed", "automated")

    company.apply(Policy(purpose="Drafts the replies to refund requests", lane="automated"))

    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    assert found.lane == "reviewed"


def test_leaders_and_teams_are_kept_part_by_part(company: Company) -> None:
    leaders = {LEADERS: {"ruth@example.com": user_id("ruth")}}
    support = {team("support"): {"@support": "S0SUPPORT"}}

    first = company.db.write_now(keep_organisation, KeepOrganisation(leaders, "operator", company.now))
    second = company.db.write_now(keep_organisation, KeepOrganisation(support, "operator", company.now))
    again = company.db.write_now(
        keep_organisation, KeepOrganisation({**leaders, **support}, "operator", company.now)
    )

    assert (first, second, again) == (["leaders"], ["team:support"], [])
    assert company.db.read_now(parts) == {**leaders, **support}
