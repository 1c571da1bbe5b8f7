"""App Home: what waits for one person, and what they answer for."""

from __future__ import annotations

from collections.abc import Iterator

from domain.lanes import CLOSED, RUNNING
from handlers.cards.bands import least_words
from handlers.cards.choosing import workflow_choice
from handlers.cards.elements import actions, button, divider, header, link_button, section
from handlers.cards.home_aftermath import NO_OUTPUT, after_blocks, saying_blocks
from handlers.cards.home_audits import audit_blocks
from handlers.cards.home_register import register_blocks, verdict_blocks
from handlers.cards.joining import join_blocks
from handlers.cards.leave import home_blocks as leave_blocks
from handlers.cards.leave import spelled
from handlers.cards.message import Json
from handlers.cards.own_figures import own_figures_blocks
from handlers.cards.phrase import Moment, plain, say_count
from handlers.cards.queue import waiting_line
from handlers.cards.quiet import quiet_blocks
from handlers.cards.safe_text import clipped
from handlers.cards.standing import decider
from handlers.cards.training import trained_block
from storage.home_views import Answered, HomeView, Waiting
from storage.places import COUNTED

_WORKFLOWS_SHOWN = 20
_BLOCKS_AT_MOST = 100
_TRAINED_SHOWN = 6


def draw_home(view: HomeView) -> Json:
    """Return the view that Slack publishes; at most 100 blocks, what presses first, and what anybody may do always."""
    is_here = view.leave is None or view.leave.until_at <= view.now
    may_go = view.is_member and is_here
    anybody = list(saying_blocks(is_member=view.is_member, may_go=may_go)) if view.any_workflow else []
    blocks = list(_blocks(view))[: _BLOCKS_AT_MOST - len(anybody)]
    return {"type": "home", "blocks": [*blocks, *anybody]}


def _blocks(view: HomeView) -> Iterator[Json]:
    if not view.any_workflow:
        propose = button("propose", plain("button.propose_first"), NO_OUTPUT, "primary")
        yield section(plain("home.no_workflow"), propose)
        return
    yield from leave_blocks(view.leave, view.now)
    yield from quiet_blocks(view.quiet, view.now)
    yield header(plain("home.title"))
    if view.count or view.seconds:
        review_now = button("queue", plain("button.queue"), "home", "primary")
        # Drawn anew, it is still the same to whoever has the focus there.
        yield section(_count(view), review_now) | {"block_id": "home:queue"}
    else:
        yield section(plain("home.only_audits" if _audits_wait(view) else "home.nothing"))
    for one in view.waiting:
        yield _waiting(view, one)
    if (more := view.count - view.looks.count - len(view.waiting)) > 0:
        yield section(_more(view.count, more))
    yield from join_blocks(view.joins)
    yield from verdict_blocks(view.register)
    yield from audit_blocks(view.looks)
    yield from after_blocks(view.after)
    if view.answers_for:
        yield divider()
        yield header(plain("home.answers_for"))
    told = _told_who_is_trained(view)
    for answered in view.answers_for[:_WORKFLOWS_SHOWN]:
        yield _answers_for(view, answered)
        if answered.trained is not None and answered.slug in told:
            yield trained_block(answered.slug, answered.trained, answered.zone, view.names)
    if (left := len(view.answers_for) - _WORKFLOWS_SHOWN) > 0:
        yield section(plain("home.more", count=left))
    yield from _standard_blocks(view)
    yield from _weekly_blocks(view)
    yield from own_figures_blocks(view.own)
    yield from register_blocks(view.register)


def _told_who_is_trained(view: HomeView) -> set[str]:
    """Return of which workflows it is told who is trained: as many as there is room for, the fewest trained first."""
    asking = [one for one in view.answers_for[:_WORKFLOWS_SHOWN] if one.trained is not None]
    ordered = sorted(asking, key=lambda one: len(one.trained or ()))
    return {one.slug for one in ordered[:_TRAINED_SHOWN]}


def _standard_blocks(view: HomeView) -> Iterator[Json]:
    """Give the ways to the standards in one row, however many there are: to sign those that wait, to change any."""
    to_sign = [one.slug for one in view.answers_for if _is_to_sign(one)]
    to_change = [one.slug for one in view.answers_for if one.status not in CLOSED]
    menus = [
        workflow_choice("sign_standard", "home.sign_standard", to_sign),
        workflow_choice("change_standard", "home.change_standard", to_change),
    ]
    if any(menus):
        # Drawn anew, it is still the same to whoever has the focus there.
        yield actions(*(one for one in menus if one is not None)) | {"block_id": "home:standards"}


def _weekly_blocks(view: HomeView) -> Iterator[Json]:
    """Give what of a weekly message comes to them, with the way to none, to it again, and to a test of it."""
    if view.weekly_muted is None:
        return
    is_owner = any(one.is_owner for one in view.answers_for)
    comes = "home.weekly" if is_owner else "home.weekly_leads"
    said = section(plain("home.weekly_muted" if view.weekly_muted else comes))
    switch = "want_weekly" if view.weekly_muted else "mute_weekly"
    buttons = [button(one, plain(f"button.{one}"), "home") for one in ("test_weekly", switch)]
    # Drawn anew, it is still the same to whoever has the focus there.
    yield said | {"block_id": "home:weekly"}
    yield actions(*buttons) | {"block_id": "home:weekly_acts"}


def _is_to_sign(one: Answered) -> bool:
    """Say whether this person's signature is wanted: the owner's first, the deputy's as the second."""
    lacks = None if one.lacks is None else one.lacks.unsigned
    return lacks == ("owner" if one.is_owner else "second")


def _audits_wait(view: HomeView) -> bool:
    return any(one.audits is not None for one in view.answers_for)


def _count(view: HomeView) -> str:
    """Return how much waits, how much of it has gone out already, and how many second looks there are beside it."""
    said, gone_out = waiting_line(view.count), view.looks.count
    if gone_out and gone_out == view.count:
        said = plain("home.all_gone_out", line=said)
    elif gone_out:
        said = plain("home.some_gone_out", line=said, count=min(gone_out, COUNTED))
    if not view.seconds:
        return said
    seconds = say_count("home.seconds", view.seconds).plain()
    return plain("home.and_seconds", line=said, seconds=seconds) if view.count else seconds


def _more(count: int, more: int) -> str:
    return plain("home.many_more") if count > COUNTED else plain("home.more", count=more)


def _waiting(view: HomeView, one: Waiting) -> Json:
    output = one.output
    title = clipped((output.title or "").strip() or plain("card.untitled", workflow=output.workflow), 150)
    due = Moment(one.due_at, one.zone, day=True)
    asked = output.requester or output.requested_by
    if asked is None:
        key = "home.waiting_for_nobody" if output.question is None else "home.asked_for_nobody"
        said = plain(key, title=title, workflow=output.workflow, due=due)
    else:
        key = "home.waiting" if output.question is None else "home.asked"
        who = clipped(view.names.get(asked, asked), 80)
        said = plain(key, title=title, workflow=output.workflow, who=who, due=due)
    if one.mine:
        said = plain("home.given" if one.given else "home.mine", line=said)
    if one.permalink is None:
        return section(said)
    return section(said, link_button("open_card", plain("button.open_card"), one.permalink))


def _answers_for(view: HomeView, one: Answered) -> Json:
    said = _answered(one)
    if one.stopped is not None:
        who = decider(one.stopped, view.names)
        at = Moment(one.stopped.decided_at, one.zone, day=True)
        said = plain("register.since", line=said, who=who, at=at, why=clipped(one.stopped.reason, 500))
    action = "go_on" if one.status == "paused" else "stop" if one.status in RUNNING else None
    if action is None:
        return section(said)
    may = action == "stop" or _may_let_go_on(one)
    pressed = button(action, plain(f"button.{action}"), one.slug) if may else None
    # Drawn anew, it is still the same to whoever has the focus there.
    return section(said, pressed) | {"block_id": f"home:workflow:{one.slug}"}


def _may_let_go_on(one: Answered) -> bool:
    """Say whether its reader may: what was only watched begins by its owner's word alone."""
    return one.is_owner or one.stopped is None or not one.stopped.stopped_watching


def _answered(one: Answered) -> str:
    lane = _lane(one) if one.status == "live" else plain(f"status.{one.status}")
    if one.oldest_due_at is None:
        key = "home.workflow" if one.audits is None else "home.workflow_audits"
        said = plain(key, slug=one.slug, lane=lane)
    else:
        due = Moment(one.oldest_due_at, one.zone, day=True)
        key = "home.workflow_late" if one.late else "home.workflow_waiting"
        key = "home.workflow_stopped" if one.status == "paused" else key
        said = plain(key, slug=one.slug, lane=lane, waiting=one.waiting, late=one.late, due=due)
    if one.audits is not None:
        first = Moment(one.audits.first_due_at, one.zone, day=True)
        key = "home.audits_late" if one.audits.late else "home.audits_wait"
        said = plain(key, line=said, count=one.audits.count, late=one.audits.late, due=first)
    if one.lacks is not None and one.lacks.unsigned is not None:
        lacks = "home.not_signed" if one.lacks.unsigned == "owner" else "home.not_seconded"
        said = plain(lacks, line=said)
    if one.lacks is not None and one.lacks.past_date is not None:
        said = plain("home.past_date", line=said, day=spelled(one.lacks.past_date))
    if one.pairs.may_be_shown:
        said = plain("home.agree", line=said, agreed=one.pairs.agreed, count=one.pairs.n)
    said = said if one.is_owner else plain("home.deputy", line=said)
    return plain("home.unowned", line=said) if one.unowned else said


def _lane(one: Answered) -> str:
    if one.stage == "screening":
        return plain("home.screening")
    lane = plain(f"lane.{one.lane}")
    if one.stage is None:
        return lane
    return plain(
        "home.stage",
        line=lane,
        stage=plain("home.sampling", share=least_words(one.share, more=one.more_in_bands)),
    )
