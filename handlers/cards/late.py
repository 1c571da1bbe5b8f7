"""The one message of what is late: for a person, with what they can do there; for leaders, a line a workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.escalation import ChainKind
from handlers.cards.elements import actions, button, divider, line, menu, option, section
from handlers.cards.fields import Values, due_field, field
from handlers.cards.late_disagreements import draw_disagreements
from handlers.cards.late_tasks import draw_tasks
from handlers.cards.lateness import has_time, how_late, who_hears
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped, visible
from handlers.cards.standing import why_line
from handlers.cards.stopping import LONGEST_REASON, REASON
from storage.late import LateIn, LateItem, LateList, Listed
from storage.receivers import Receiver

_TITLE_ROOM = 120
_NAME_ROOM = 80
_SHORT_NAME_ROOM = 40
_NAMED_AT_MOST = 100  # in a menu of Slack's
_HEARD_ROOM = 3_500
_LEADERS_SHOWN = 20
_STOPPED_SHOWN = 2
_LEADERS_KEYS: Mapping[ChainKind, str] = {
    "review": "leaders.line",
    "put_right": "leaders.wrong",
    "disagreement": "leaders.disagreements",
    "audit": "leaders.looks",
}

Part = tuple[str, Json]


@dataclass(frozen=True)
class Late:
    """What is late in one workflow, to be decided or to be looked at: what a button is about."""

    slug: str
    kind: ChainKind = "review"

    def packed(self) -> str:
        """Return it as a button's value. No workflow's name has a colon."""
        return self.slug if self.kind == "review" else f"{self.slug}:{self.kind}"

    @classmethod
    def unpacked(cls, value: str) -> Late:
        """Return what `packed` made."""
        slug, _, kind = value.partition(":")
        return cls(slug, "audit" if kind == "audit" else "review")


def late_mark(person: str) -> str:
    """Return what the ids of the message's blocks begin with."""
    return f"late:{person}:"


def draw_late(late: LateList) -> Message:
    """Return a person's message as it should look. The same truth gives the same message."""
    if late.is_empty:
        nothing = say("late.nothing_away" if late.is_away else "late.nothing")
        return _message(late, [nothing], [("nothing", line(nothing.rich()))])
    lines: list[Sentence] = []
    parts: list[Part] = []
    for number, one in enumerate(late.lists, start=1):
        if number > 1:
            parts.append((f"{number}-rule", divider()))
        title, *facts = _heads(one, late.timezone or one.workflow.policy.working_hours.timezone)
        lines += [title, *facts]
        parts.append((f"{number}-line1", section(title.plain())))
        parts.append((f"{number}-line2", section("\n".join(said.plain() for said in facts))))
        parts += list(_items(late, one, number))
        parts.append((f"{number}-act", actions(*_buttons(one))))
        told = _what_comes(one, late)
        lines.append(told)
        parts.append((f"{number}-next", line(told.rich())))
    if late.tasks is not None:
        told_of, blocks = draw_tasks(late.tasks, late.now, late.timezone)
        lines += told_of
        parts += [("tasks-rule", divider())] if late.lists else []
        parts += blocks
    if late.disagreements is not None:
        told_of, blocks = draw_disagreements(late.disagreements, late.now, late.timezone)
        lines += told_of
        parts += [("disagreements-rule", divider())] if parts else []
        parts += blocks
    if late.more:
        more = say("late.elsewhere", count=late.more)
        lines.append(more)
        parts.append(("more", section(more.plain())))
    if late.stopped:
        stopped = list(_stopped(late))
        lines += stopped
        parts += [("stopped-rule", divider())] if parts else []
        parts.append(("stopped", section("\n".join(one.plain() for one in stopped))))
    return _message(late, lines, parts)


def _stopped(late: LateList) -> Iterator[Sentence]:
    """Give which workflows are stopped of which something was told, who stopped each, and why."""
    for one in late.stopped[:_STOPPED_SHOWN]:
        yield say_count("late.stopped", one.count, slug=clipped(one.workflow.slug, _NAME_ROOM))
        yield why_line(one.by, one.workflow, {one.by.person: one.who}, is_brief=True)
    if len(late.stopped) > _STOPPED_SHOWN:
        yield say_count("late.stopped_more", len(late.stopped) - _STOPPED_SHOWN)


def draw_for_leaders(late: LateList) -> Message:
    """Return the leaders' channel's message as it should look: workflows and counts."""
    if late.is_empty:
        lines = [say("leaders.nothing")]
    else:
        lines = [say("leaders.title")] if late.counts else []
        for one in late.counts[:_LEADERS_SHOWN]:
            since = Moment(one.since, one.zone, day=True)
            key = _LEADERS_KEYS[one.kind]
            lines.append(say(key, slug=clipped(one.slug, _NAME_ROOM), count=one.count, since=since))
        if len(late.counts) > _LEADERS_SHOWN:
            lines.append(say_count("leaders.more", len(late.counts) - _LEADERS_SHOWN))
        for stopped in late.stopped[:_LEADERS_SHOWN]:
            lines.append(say("leaders.stopped", slug=clipped(stopped.workflow.slug, _NAME_ROOM)))
    parts = [(f"line{number}", line(one.rich())) for number, one in enumerate(lines, start=1)]
    return _message(late, lines, parts)


def _message(late: LateList, lines: list[Sentence], parts: list[Part]) -> Message:
    heard = "\n".join(one.mrkdwn(_HEARD_ROOM // len(lines) - 1) for one in lines)
    return assembled("late", late.person, heard, parts)


def _heads(one: LateIn, zone: str) -> Iterator[Sentence]:
    count = one.late or one.count
    said = "assignee" if one.role == "assignee" else "soon"
    if one.late:
        said = "assignee_late" if one.role == "assignee" else one.role
    subject = "late_audits" if one.kind == "audit" else "late"
    key = f"{subject}.{said}_one" if count == 1 else f"{subject}.{said}"
    slug, owner = clipped(one.workflow.slug, _NAME_ROOM), clipped(one.owner, _NAME_ROOM)
    facts = {"slug": slug} | ({"owner": owner} if said == "deputy" else {})
    yield say(key, **facts) if count == 1 else say(key, count=count, **facts)
    if one.kind == "audit":
        yield say("late_audits.taken", taken=one.taken) if one.taken else say("late_audits.taken_none")
    elif one.taken == 0:
        yield say("late.taken_none", them=plain("late.it" if count == 1 else "late.them"))
    elif one.taken < count:
        yield say("late.taken_one") if one.taken == 1 else say("late.taken_some", taken=one.taken)
    else:
        yield say("late.taken_all")
    if one.held is not None:
        yield has_time(one.held, zone)


def _items(late: LateList, one: LateIn, number: int) -> Iterator[Part]:
    soon = one.count - one.late
    for place, item in enumerate(one.items, start=1):
        if place == one.late + 1 and one.late:
            yield f"{number}-soon", section(_due_soon(one, soon))
        decide = button(
            f"decide:{number}-{place}",
            plain("button.look" if one.kind == "audit" else "button.decide"),
            item.output_id,
        )
        accessory = decide if item.theirs_to_decide else None
        yield f"{number}-item{place}", section(_item(late, one, item, place).plain(), accessory)
    if rest := "\n".join(_rest(one)):
        yield f"{number}-rest", section(rest)


def _rest(one: LateIn) -> Iterator[str]:
    """Give what there is no room for: of what is late, then of what is due soon."""
    shown, soon = len(one.items), one.count - one.late
    is_full = 0 < shown <= one.late  # no room for any that is due soon
    left = (one.late if is_full else one.count) - shown
    if left:
        yield plain("late.more", count=left)
    if soon and is_full:
        yield _due_soon(one, soon)


def _due_soon(one: LateIn, count: int) -> str:
    said = say_count("late_audits.due", count) if one.kind == "audit" else say_count("late.due", count)
    return said.plain()


def _item(late: LateList, one: LateIn, item: LateItem, place: int) -> Sentence:
    title = clipped(
        (item.title or "").strip() or plain("card.untitled", workflow=one.workflow.slug), _TITLE_ROOM
    )
    told = how_late(one.workflow.policy.working_hours, item.due_at, late.now, late.timezone)
    # Nobody waits for what has gone out.
    if item.requester is None or one.kind == "audit":
        said = say("late.item", number=place, title=title, late=told)
    else:
        who = clipped(item.requester, _NAME_ROOM)
        said = say("late.item_waits", number=place, title=title, late=told, who=who)
    if item.holder is not None:
        said = say("late.item_of", line=said.plain(), who=clipped(item.holder, _SHORT_NAME_ROOM))
    return say("late.objected", line=said.plain()) if item.is_objected else said


def _buttons(one: LateIn) -> Iterator[Json]:
    what = Late(one.workflow.slug, one.kind).packed()
    yield button("hand_all", plain("button.hand_all"), what)
    if one.answers:
        yield button("more_time", plain("button.more_time"), what)
    yield button("stop", plain("button.stop"), one.workflow.slug)
    if one.deputy is not None:
        away = plain("late.away", who=clipped(one.deputy, _SHORT_NAME_ROOM))
        yield button("away", away, one.workflow.slug)


def _what_comes(one: LateIn, late: LateList) -> Sentence:
    if one.next is None:
        return say("late_audits.last" if one.kind == "audit" else "late.last")
    return who_hears(one.next, late.timezone or one.workflow.policy.working_hours.timezone)


def draw_more_time(late: Late, listed: Listed, initial: datetime, *, expires: bool, carried: Carried) -> Json:
    """Return the modal that asks for more time for reviews when it is submitted; closed, nothing has happened."""
    title = say_count(
        "more_time.title", len(listed.ids), slug=clipped(late.slug, _NAME_ROOM), what=_so_many(listed)
    )
    stays = say("more_time.looks_stay" if late.kind == "audit" else "more_time.stays")
    said = [title, stays, *([say("more_time.expires")] if expires and late.kind == "review" else [])]
    return _more_time("more_time", said, initial, carried)


def draw_task_time(title: str, initial: datetime, carried: Carried) -> Json:
    """Return the modal that asks for more time for one thing to be put right."""
    return _more_time("put_right_time", [say("tasks.time", title=title)], initial, carried)


def _more_time(callback_id: str, said: Sequence[Sentence], initial: datetime, carried: Carried) -> Json:
    reason: Json = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_REASON}
    blocks = [
        *(section(one.plain()) for one in said),
        due_field(initial, "field.until"),
        field(REASON, "more_time.label", reason),
    ]
    return modal(
        callback_id,
        "modal.more_time",
        blocks,
        carried=carried,
        submit="button.more_time",
        close="button.cancel",
    )


def draw_hand_all(late: Late, listed: Listed, receivers: Sequence[Receiver], carried: Carried) -> Json:
    """Return the modal that hands all of them to one person when it is submitted: one of those who may have some."""
    count = len(listed.ids)
    title = say_count("hand_all.title", count, slug=clipped(late.slug, _NAME_ROOM), what=_so_many(listed))
    label = "hand_all.looks_label" if late.kind == "audit" else "hand_all.label"
    who = "hand_all.who" if all(one.may == count for one in receivers) else "hand_all.who_some"
    choice = menu("person", plain(label), [_receiver(one, count) for one in receivers[:_NAMED_AT_MOST]])
    return modal(
        "hand_all",
        "modal.hand_all",
        [section(title.plain()), field("person", label, choice), section(plain(who))],
        carried=carried,
        submit="button.hand_all",
        close="button.cancel",
    )


def _receiver(one: Receiver, count: int) -> Json:
    name = visible(clipped(one.name, _SHORT_NAME_ROOM))
    said = name if one.may == count else plain("hand_all.only", who=name, may=one.may, count=count)
    return option(said, one.user_id)


def receiver_in(values: Values) -> str | None:
    """Return the Slack id of who was chosen, None for nobody."""
    state = values.get("person", {}).get("person") or {}
    return (state.get("selected_option") or {}).get("value")


def _so_many(listed: Listed) -> str:
    """Return how many of them are late, and how many due soon."""
    late, soon = len(listed.late), len(listed.soon)
    if late and soon:
        return plain("listed.both", late=late, soon=soon)
    return plain("listed.late", count=late) if late else plain("listed.soon", count=soon)


def draw_handed(late: Late, who: str, handed: int, left: Mapping[str, int]) -> Json:
    """Return what stands in its place then: how many went over, and how many did not (`left`, by why)."""
    name, slug = clipped(who, _NAME_ROOM), clipped(late.slug, _NAME_ROOM)
    lines = [plain("hand_all.done", who=name, count=handed)] if handed else []
    for why, count in sorted(left.items()):
        where = {"slug": slug} if why == "other" else {}
        lines.append(plain(f"hand_all.left_{why}", who=name, count=count, **where))
    return modal("notice", "modal.hand_all", [section(one) for one in lines])
