"""Wishes to tell people of what came after a release: each is one message, kept up to date from then on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from domain.aftermath import PutRight, Report, may_report, not_gone_out
from domain.eligibility import Person
from domain.outputs import Output
from domain.questions import owner_at
from storage import outbox
from storage.aftermath import notices_about, report_judges, reports_about
from storage.cards import card_of
from storage.outputs import output as output_of
from storage.people import zone_of
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.notify import notify


def ask_about_report(tx: Tx, output: Output, *, now: datetime) -> None:
    """Wish that whoever judges the open reports is asked: once, however many people report.

    With the first of them it wishes, too, that they are reminded when nobody has answered for a working day of theirs,
    and that the deputy hears then who is to answer.
    """
    open_ones = [one.id for one in reports_about(tx.conn, output.id) if one.state == "open"]
    if not open_ones:
        return
    asked_already = {one.about for one in notices_about(tx.conn, output.id) if one.kind == "report"}
    about = next((one for one in open_ones if one in asked_already), open_ones[0])
    asked = next(iter(report_judges(tx.conn, output, now)), None) or _owner_of(tx, output)
    whom = None if card_of(tx.conn, output.id) is not None else asked
    notify(tx, output, "report", about=about, person=whom, now=now)
    if len(open_ones) == 1:
        outbox.want(tx, _late_wishes(tx, output, about, asked, now=now))


def tell_put_right(tx: Tx, output: Output, task: PutRight, *, by: str, act_id: str, now: datetime) -> None:
    """Wish that the person is told of the task: in the card's thread, and by message unless they gave it
    to themselves there. `act_id` names the act, so that who gets it again is told again.
    """
    has_card = card_of(tx.conn, output.id) is not None
    if has_card:
        notify(tx, output, "put_right", about="", person=None, now=now)
    if task.person != by or not has_card:
        notify(tx, output, "task", about=act_id, person=task.person, now=now)


def tell_reporter(tx: Tx, output: Output, report: Report, *, judge: str, now: datetime) -> None:
    """Wish that a person who reported hears what came of it; an AI system asks, and who judged knows."""
    if not report.reported_by.startswith("key:") and report.reported_by != judge:
        notify(tx, output, "outcome", about=report.id, person=report.reported_by, now=now)


def question_after_release(
    tx: Tx, output_id: str, person: Person, meaning: Literal["tidy", "wrong"], now: datetime
) -> tuple[str, Mapping[str, object]] | None:
    """Return what a 🧹 or ⚠️ on an output is answered with privately: a line of the catalogue and its facts.

    Before the release a 🧹 means something else (None), and a ⚠️ is told what would stop the output.
    """
    found = output_of(tx.conn, output_id)
    if found is None or may_report(person, now=now) is not None:
        return None
    gone_out = found.released_sha256 is not None
    if meaning == "tidy":
        return ("cleanup.ask", {}) if gone_out else None
    if found.state == "recalled" and gone_out:
        return "refused.already_reversed", {}
    refused = not_gone_out(found)
    return ("report.ask", {}) if refused is None else (f"refused.{refused.code}", refused.facts)


def _late_wishes(
    tx: Tx, output: Output, report_id: str, asked: str | None, *, now: datetime
) -> list[dict[str, object]]:
    """Who they are is looked up when it is due; each has a route of its own, so that neither holds up the other."""
    found = workflow(tx.conn, output.workflow)
    if found is None or asked is None:
        return []
    due_at = owner_at(found.policy.working_hours.in_zone(zone_of(tx.conn, asked)), now)
    return [
        outbox.wish(
            "late_report",
            route=f"late_report:{to}:{report_id}",
            subject=report_id,
            now=now,
            due_at=due_at,
            payload={"to": to, "output": output.id},
        )
        for to in ("judge", "deputy")
    ]


def _owner_of(tx: Tx, output: Output) -> str | None:
    found = workflow(tx.conn, output.workflow)
    return None if found is None else found.owner
