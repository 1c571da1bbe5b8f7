"""What people hear when more, or less, is checked: why, how much it is for them, and who is thanked."""

from __future__ import annotations

from sqlalchemy import Connection, select

from domain.plans import plan_of
from domain.refusals import Refused
from handlers.cards.checking import draw_help, draw_stage
from handlers.cards.phrase import Moment
from storage.stage_views import stage_view
from storage.tables import outbox
from tests.builders import Company, user_id
from tests.usecases.test_stages import signed
from tests.usecases.test_watching import look_at
from usecases.ask_for_help import AskForHelp, HelpAsked, ask_for_help


def told(company: Company) -> list[str]:
    """What people and channels are told of changes, as text, oldest first."""
    rows = company.db.read_now(_wished)
    said = []
    for subject, person in rows:
        view = company.db.read_now(stage_view, int(subject))
        assert view is not None
        message = draw_stage(
            view, plan_of(view.workflow.policy), reason="It has been good.", to_owner=person is not None
        )
        said.append(f"{person or 'channel'}: {message.text}")
    return said


def _wished(conn: Connection) -> list[tuple[str, str | None]]:
    wishes = select(outbox.c.subject, outbox.c.payload).where(outbox.c.kind == "stage")
    return [(row.subject, row.payload.get("person")) for row in conn.execute(wishes.order_by(outbox.c.id))]


def test_the_channel_and_its_owner_hear_why_everything_is_checked_with_thanks_and_no_name_of_the_careless(
    company: Company,
) -> None:
    signed(company)
    for number in range(30):
        company.hand_in(f"Text {number}")
    wrong = company.hand_in("Order 1904", title="Reply to order 1904", sampled=True)

    look_at(company, wrong, "ben", "reject", reason="wrong")

    by_signature, in_channel, to_owner = told(company)
    assert by_signature == (
        "channel: refund-replies: 1 in 10 is checked from now on. Ada has signed for that.\n"
        "Ada: “It has been good.”"
    )
    assert in_channel == (
        "channel: refund-replies: everything is checked again, from now.\n"
        "Why: one that had gone out was looked at, and it was wrong: Reply to order 1904.\n"
        f"Putting it right: Ada, by {due(company)}.\n"
        "For you: about 31 cards a day instead of 3, until 62 in a row are good.\n"
        "Too many?\n"
        "Thanks to whoever spotted it. That's what the check is for."
    )
    assert to_owner == in_channel.replace("channel", user_id("ada"), 1).replace("Too many?\n", "")
    assert "Ben" not in in_channel


def due(company: Company) -> str:
    view = company.db.read_now(stage_view, 2)
    assert view is not None
    assert view.put_right is not None
    return Moment(view.put_right.due_at, view.workflow.policy.working_hours.timezone, day=True).token


def test_whoever_checks_asks_for_help_once_for_all(company: Company) -> None:
    signed(company)
    look_at(company, company.hand_in("One", sampled=True), "ben", "reject", reason="wrong")

    first = company.db.write_now(ask_for_help, AskForHelp(2, company.person("ben"), company.now))
    second = company.db.write_now(ask_for_help, AskForHelp(2, company.person("mia"), company.now))
    guest = company.db.write_now(ask_for_help, AskForHelp(2, company.person("gus"), company.now))

    assert (first, second) == (HelpAsked(user_id("ada")), HelpAsked(user_id("ada"), repeated=True))
    assert isinstance(guest, Refused)
    view = company.db.read_now(stage_view, 2)
    assert view is not None
    assert draw_help(view, "Ben").text.startswith(
        "Ben asks for help with refund-replies: everything is checked"
    )
