"""The window in which somebody of a workflow says what should be good enough there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.policy import ERROR_KINDS, Costs, Standard
from domain.proposal import LINE_ROOM, LINES_AT_MOST, each_line, one_line
from domain.standards import Wording
from handlers.cards.elements import actions, button, context, divider, header, option, section
from handlers.cards.fields import Values, field, text_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.standard import luck, of_1000
from storage.standard_views import StandardView

(
    STATEMENT, CRITERIA, NEVER, WRONG, LUCK, ESCAPE, COUNTS, REVIEW_BY,
    MINUTES_SAVED, ERROR_MINUTES, REVIEW_MINUTE, LIVE_SINCE, EXCEPTIONS,
) = (
    "statement", "criteria", "never", "wrong", "luck", "escape", "counts", "review_by",
    "minutes_saved", "error_minutes", "review_minute", "live_since", "exceptions",
)  # fmt: skip
MEANING, TRIED = "meaning", "tried"
_STATEMENT_ROOM = 500
_LINES_ROOM = 3_000
_LEAST_WRONG = Decimal("0.001")
_MOST_WRONG = 500
_MOST_ESCAPING = 10_000
_MOST = 1_000_000
_LUCK = (0.9, 0.95, 0.99, 0.999)
# Of each amount: its name in the costs, and the most that it can be.
_AMOUNTS: Mapping[str, tuple[str, int]] = {
    MINUTES_SAVED: ("minutes_saved", _MOST),
    ERROR_MINUTES: ("error_minutes", _MOST),
    REVIEW_MINUTE: ("review_minute", _MOST),
    EXCEPTIONS: ("exceptions_baseline_per_1000", 1_000),
}


def draw_change(
    view: StandardView,
    wording: Wording,
    means: Sequence[Sentence],
    carried: Carried,
    *,
    is_owner: bool,
    tried: Sequence[Sentence] = (),
) -> Json:
    """Return the window with this wording in it, what that would mean, and what came of it when it was `tried`; closed,
    nothing has happened.
    """
    return modal(
        "standard",
        "modal.standard",
        list(_blocks(view, wording, means, tried)),
        carried=carried,
        submit="button.standard_next" if is_owner else "button.propose_it",
        close="button.cancel",
    )


def wording_in(values: Values, before: Wording, today: date) -> Wording | dict[str, Sentence]:
    """Return what was entered, or what is wrong, by field. What was left as it was shown stays as it is."""
    wrong: dict[str, Sentence] = {}
    entered = _Entered(values, wrong)
    least = min(_LEAST_WRONG, Decimal(of_1000(before.standard.max_error_rate)))
    rate = entered.number(WRONG, least, _MOST_WRONG)
    escape = entered.number(ESCAPE, Decimal(1), _MOST_ESCAPING, whole=True)
    standard = Standard(
        statement=one_line(text_in(values, STATEMENT) or ""),
        criteria=entered.lines(CRITERIA),
        never=entered.lines(NEVER),
        max_error_rate=float(rate / 1000) if rate else before.standard.max_error_rate,
        confidence=entered.luck(before.standard.confidence),
        escape_budget=int(escape) if escape else before.standard.escape_budget,
        error_counts_as=tuple(kind for kind in ERROR_KINDS if kind in entered.ticked(COUNTS)),
        review_by=entered.day(REVIEW_BY),
    )
    amounts = {name: entered.amount(key, most) for key, (name, most) in _AMOUNTS.items()}
    costs = Costs(**amounts, live_since=entered.day(LIVE_SINCE))
    if not standard.error_counts_as:
        wrong[COUNTS] = say("standard.choose")
    if not (standard.statement or standard.criteria):
        wrong[STATEMENT] = say("standard.empty")
    if len(standard.statement) > _STATEMENT_ROOM:
        wrong[STATEMENT] = say("propose.long", most=_STATEMENT_ROOM)
    day = standard.review_by
    if day is not None and day != before.standard.review_by and day <= today:
        wrong[REVIEW_BY] = say("standard.past")
    return wrong or _kept(Wording(standard, costs), _as_shown(before.standard), before.standard)


def _kept(entered: Wording, shown: Standard, before: Standard) -> Wording:
    """Return what was entered, with what was left as it was shown as it was before: a line with a line end in it is
    shown on one.
    """
    said = entered.standard
    kept = replace(
        said,
        statement=before.statement if said.statement == shown.statement else said.statement,
        criteria=before.criteria if said.criteria == shown.criteria else said.criteria,
        never=before.never if said.never == shown.never else said.never,
    )
    return replace(entered, standard=kept)


def _as_shown(said: Standard) -> Standard:
    return replace(
        said,
        statement=one_line(said.statement),
        criteria=each_line("\n".join(map(one_line, said.criteria))),
        never=each_line("\n".join(map(one_line, said.never))),
    )


class _Entered:
    """Reads fields, and notes what is wrong with them."""

    def __init__(self, values: Values, wrong: dict[str, Sentence]) -> None:
        self._values, self._wrong = values, wrong

    def lines(self, name: str) -> tuple[str, ...]:
        lines = each_line(text_in(self._values, name) or "")
        if len(lines) > LINES_AT_MOST:
            self._wrong[name] = say("propose.many", most=LINES_AT_MOST)
        elif any(len(line) > LINE_ROOM for line in lines):
            self._wrong[name] = say("propose.long_line", most=LINE_ROOM)
        return lines

    def number(self, name: str, least: Decimal, most: int, *, whole: bool = False) -> Decimal | None:
        try:
            number = Decimal(text_in(self._values, name) or "")
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and least <= number <= most and (not whole or number == int(number)):
            return number
        key = "standard.no_whole_number" if whole else "standard.no_number"
        self._wrong[name] = say(key, least=f"{least:f}", most=most)
        return None

    def amount(self, name: str, most: int) -> float | None:
        if text_in(self._values, name) is None:
            return None
        found = self.number(name, Decimal(0), most)
        return None if found is None else float(found)

    def luck(self, before: float) -> float:
        chosen = (self._state(LUCK).get("selected_option") or {}).get("value")
        return next((one for one in {*_LUCK, before} if repr(one) == chosen), before)

    def ticked(self, name: str) -> set[str]:
        return {str(one.get("value")) for one in self._state(name).get("selected_options") or ()}

    def day(self, name: str) -> date | None:
        chosen = self._state(name).get("selected_date")
        try:
            return date.fromisoformat(chosen) if chosen else None
        except ValueError:
            return None

    def _state(self, name: str) -> Mapping[str, Any]:
        state: Mapping[str, Any] = self._values.get(name, {}).get(name) or {}
        return state


def _blocks(
    view: StandardView, wording: Wording, means: Sequence[Sentence], tried: Sequence[Sentence]
) -> Iterator[Json]:
    said = _as_shown(wording.standard)
    owner = clipped(view.name(view.workflow.owner), 80)
    yield context(plain("standard.about", slug=view.workflow.slug, owner=owner))
    text = _text(_STATEMENT_ROOM, said.statement)
    yield field(STATEMENT, "standard.statement", text, optional=True, hint="standard.statement_hint")
    yield _lines(CRITERIA, "standard.criteria", said.criteria)
    yield _lines(NEVER, "standard.never", said.never)
    wrong = of_1000(said.max_error_rate)  # a file can say less than anybody would enter
    least = min(_LEAST_WRONG, Decimal(wrong))
    yield field(WRONG, "standard.wrong", _number(wrong, f"{least:f}", _MOST_WRONG))
    yield field(LUCK, "standard.luck", _luck(said.confidence))
    escape = _number(str(said.escape_budget), "1", _MOST_ESCAPING, whole=True)
    yield field(ESCAPE, "standard.escape", escape, hint="standard.escape_hint")
    yield header(plain("standard.means"))
    if means:
        yield section("\n".join(one.plain() for one in means)) | {"block_id": MEANING}
    if tried:
        yield section("\n".join(one.plain() for one in tried)) | {"block_id": TRIED}
    ask = button("standard_meaning", plain("button.standard_meaning"), view.workflow.slug)
    attempt = button("standard_try", plain("button.standard_try"), view.workflow.slug)
    yield actions(ask, attempt) | {"block_id": "ask_meaning"}
    yield field(COUNTS, "standard.counts", _counts(said))
    yield field(REVIEW_BY, "standard.review_by", _day(said.review_by), optional=True)
    yield divider()
    yield context(plain("standard.costs"))
    for key, (name, most) in _AMOUNTS.items():
        amount = getattr(wording.costs, name)
        said_amount = None if amount is None else f"{Decimal(str(amount)):f}"
        yield field(key, f"standard.{key}", _number(said_amount, "0", most), optional=True)
    yield field(LIVE_SINCE, "standard.live_since", _day(wording.costs.live_since), optional=True)


def _lines(name: str, label: str, said: Sequence[str]) -> Json:
    return field(name, label, _text(_LINES_ROOM, "\n".join(said)), optional=True, hint=f"{label}_hint")


def _text(room: int, said: str) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": True, "max_length": room}
    return element | {"initial_value": said} if said else element


def _number(said: str | None, least: str, most: int, *, whole: bool = False) -> Json:
    element: Json = {
        "type": "number_input",
        "is_decimal_allowed": not whole,
        "min_value": least,
        "max_value": str(most),
    }
    return element if said is None else element | {"initial_value": said}


def _luck(confidence: float) -> Json:
    known = sorted({*_LUCK, confidence})
    options = [option(luck(one), repr(one)) for one in known]
    return {
        "type": "static_select",
        "options": options,
        "initial_option": options[known.index(confidence)],
    }


def _counts(said: Standard) -> Json:
    options = {kind: option(plain(f"standard.counts_{kind}"), kind) for kind in ERROR_KINDS}
    return {
        "type": "checkboxes",
        "options": list(options.values()),
        "initial_options": [options[kind] for kind in said.error_counts_as],
    }


def _day(said: date | None) -> Json:
    element: Json = {"type": "datepicker"}
    return element if said is None else element | {"initial_date": said.isoformat()}
