"""The part of App Home about what has gone out: to answer, to put right, and to say that something is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.elements import actions, button, divider, header, link_button, section
from handlers.cards.message import Json
from handlers.cards.phrase import Moment, plain
from handlers.cards.safe_text import clipped
from storage.aftermath_home import AfterHome, ToJudge, ToPutRight, ToSettle

# What a button about no output carries.
NO_OUTPUT = "none"


def after_blocks(view: AfterHome) -> Iterator[Json]:
    """Give the blocks: what waits for an answer, and what is to be put right; nothing where nothing is."""
    if view.to_judge:
        yield divider()
        yield header(plain("home.to_judge"))
    for one in view.to_judge:
        yield from _to_judge(one)
    if view.more_to_judge:
        yield section(plain("home.more", count=view.more_to_judge))
    if view.to_settle:
        yield divider()
        yield header(plain("home.to_settle"))
    for both in view.to_settle:
        yield from _to_settle(both)
    if view.more_to_settle:
        yield section(plain("home.more", count=view.more_to_settle))
    if view.to_put_right:
        yield divider()
        yield header(plain("home.to_put_right"))
    for task in view.to_put_right:
        yield from _to_put_right(task)
    if view.more_to_put_right:
        yield section(plain("home.more", count=view.more_to_put_right))


def saying_blocks(*, is_member: bool = True, may_go: bool = True) -> Iterator[Json]:
    """Give the buttons for what this person may do here: guests only report; who is away has theirs elsewhere."""
    yield divider()
    hand_in = [button("hand_in", plain("button.hand_in_any"), NO_OUTPUT)] if is_member else []
    away = [button("away", plain("button.away"), NO_OUTPUT)] if may_go else []
    propose = [button("propose", plain("button.propose"), NO_OUTPUT)] if is_member else []
    yield actions(*hand_in, button("report_wrong", plain("button.report_any"), NO_OUTPUT), *propose, *away)


def _to_judge(one: ToJudge) -> Iterator[Json]:
    title = _title(one.title, one.workflow)
    key = "home.reported" if one.reporters == 1 else "home.reported_by_many"
    yield section(plain(key, title=title, workflow=one.workflow, count=one.reporters))
    yield actions(
        button("confirm_wrong", plain("button.confirm_wrong"), one.output_id),
        button("dismiss_report", plain("button.dismiss_report"), one.output_id),
        *_opening(one.output_id, one.permalink),
    )


def _to_settle(one: ToSettle) -> Iterator[Json]:
    due, title = Moment(one.due_at, one.zone, day=True), _title(one.title, one.workflow)
    said = [
        plain("home.disagreement", title=title, workflow=one.workflow, due=due),
        plain(f"disagreement.first_{one.first}"),
        plain(f"disagreement.second_{one.second}"),
    ]
    yield section("\n".join(said))
    yield actions(
        button("first_stands", plain("button.first_stands"), one.output_id),
        button("first_was_wrong", plain("button.first_was_wrong"), one.output_id),
        button("read_all", plain("button.read_it"), one.output_id),
    )


def _to_put_right(task: ToPutRight) -> Iterator[Json]:
    due, title = Moment(task.due_at, task.zone, day=True), _title(task.title, task.workflow)
    key = "home.task_late" if task.is_late else "home.task"
    said = plain(key, title=title, workflow=task.workflow, due=due)
    yield section(said if task.is_mine else plain("home.task_of", line=said, who=clipped(task.name, 80)))
    yield actions(
        button("put_right_done", plain("button.put_right_done"), task.output_id),
        button("put_right_handover", plain("button.put_right_handover"), task.output_id),
        *_opening(task.output_id, task.permalink),
    )


def _opening(output_id: str, permalink: str | None) -> list[Json]:
    """Return the way to the text: its card, or where there is none the text itself."""
    if permalink is None:
        return [button("read_all", plain("button.read_it"), output_id)]
    return [link_button("open_card", plain("button.open_card"), permalink)]


def _title(title: str | None, workflow: str) -> str:
    return clipped((title or "").strip() or plain("card.untitled", workflow=workflow), 150)
