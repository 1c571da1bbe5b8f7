"""Every button by its action id: on cards and elsewhere, inside certain modals, and behind the three dots."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from domain.refusals import Refused
from handlers.slack import probes, relaxing
from handlers.slack.buttons import (
    aftermath,
    batch,
    checking,
    figures,
    handing_in,
    joining,
    late,
    leaving,
    ownership,
    proposing,
    pulse,
    queue,
    quiet,
    stopping,
    training,
    using,
    weekly,
)
from handlers.slack.buttons.asking import answer, ask
from handlers.slack.buttons.asking_both import ask_both
from handlers.slack.buttons.assigning import hand_back, hand_over
from handlers.slack.buttons.deciding import approve, read_all, reason, reject, settle, take, turn_page, undo
from handlers.slack.buttons.fixing import fix
from handlers.slack.buttons.probes import or_planted
from handlers.slack.buttons.words_in_thread import count_words
from handlers.slack.commands.rehearsal import press_test_reminder
from handlers.slack.commands.workflow import open_how_it_stands
from handlers.slack.desk import Desk
from handlers.slack.home import turn_looks
from handlers.slack.presses import Press
from handlers.slack.replies import Reply, refused
from handlers.slack.second_looks import first_stands, first_was_wrong, or_second_approve, or_second_reject
from handlers.slack.standards import open_change, open_sign, show_meaning, try_on_history
from storage.card_views import CardView
from storage.cards import past_card_at

Button = Callable[[Desk, Press], Awaitable[Reply]]
OnOutput = Callable[[Desk, Press, CardView], Awaitable[Reply]]


def _on_output(act: OnOutput) -> Button:
    """Return the button for an act on an output, which has to exist."""

    async def on_output(desk: Desk, press: Press) -> Reply:
        view = await desk.view(press.output_id)
        return refused(Refused.of("not_found"), None) if view is None else await act(desk, press, view)

    return on_output


def _on_card(act: OnOutput) -> Button:
    """Return the button for an act that judges what its message shows: nothing on one that is of the past."""

    async def on_card(desk: Desk, press: Press, view: CardView) -> Reply:
        past = None if press.message is None else await desk.db.read(past_card_at, *press.message)
        if past is not None and past.why == "fixed":
            return refused(Refused.of("text_changed", state="fixed", by=view.fixed_by), view)
        return await act(desk, press, view)

    return _on_output(on_card)


async def more(desk: Desk, press: Press) -> Reply:
    """Do what was chosen behind the three dots."""
    chosen = MORE.get(press.choice or "")
    return None if chosen is None else await chosen(desk, press)


MORE: Mapping[str, Button] = {
    "take": _on_card(take),
    "hand_over": _on_card(hand_over),
    "hand_back": _on_card(hand_back),
    "stop": _on_output(stopping.stop_from_card),
}


def button_for(press: Press) -> Button | None:
    """Return what the press does: in some modals a button is another one than on a card."""
    inside = str((press.view or {}).get("callback_id") or "")
    return IN_MODAL.get(inside, BUTTONS).get(press.action)


BUTTONS: Mapping[str, Button] = {
    "approve": _on_card(approve),
    "reject": _on_card(reject),
    "fix": _on_card(fix),
    "ask": _on_output(ask),
    "answer": _on_output(answer),
    "words": _on_output(count_words),
    "undo": _on_output(undo),
    "take": _on_card(take),
    "hand_over": _on_card(hand_over),
    "hand_back": _on_card(hand_back),
    "more": more,
    "read_all": _on_output(read_all),
    "page": turn_page,
    "reason": _on_output(reason),
    "uphold": _on_output(partial(settle, upheld=True)),
    "overrule": _on_output(partial(settle, upheld=False)),
    "report_wrong": aftermath.report_wrong,
    "leave": _on_output(aftermath.leave),
    "confirm_wrong": _on_output(aftermath.confirm_wrong),
    "dismiss_report": _on_output(aftermath.dismiss_report),
    "first_stands": _on_output(first_stands),
    "first_was_wrong": _on_output(first_was_wrong),
    "put_right_done": _on_output(aftermath.put_right_done),
    "put_right_handover": _on_output(aftermath.put_right_handover),
    "cleanup": _on_output(aftermath.cleanup),
    "hand_in": handing_in.hand_in,
    "use_it": _on_output(handing_in.use_it),
    "queue": queue.open_queue,
    "decide": late.decide,
    "hand_all": late.hand_all,
    "more_time": late.more_time,
    "put_right_time": _on_output(late.put_right_time),
    "away": leaving.away,
    "away_back": leaving.away_back,
    "here": leaving.here,
    "name_owner": ownership.name_owner,
    "all_figures": figures.all_figures,
    "ask_both": ask_both,
    "late_now": weekly.late_now,
    "mute_weekly": weekly.mute,
    "want_weekly": weekly.want,
    "test_weekly": weekly.send_test,
    "see_outputs": figures.see_outputs,
    "own_it": ownership.own_it,
    "own_not": ownership.own_not,
    "looks": turn_looks,
    "quiet_off": quiet.quiet_off,
    "rehearsal": press_test_reminder,
    "take_back": leaving.take_back,
    "propose": proposing.propose,
    "decide_workflow": proposing.decide_workflow,
    "ask_help": checking.ask_help,
    "keep_checking": relaxing.keep_checking,
    "read_wrong": relaxing.read_wrong,
    "sign_less": relaxing.sign_less,
    "stop": stopping.stop,
    "go_on": stopping.go_on,
    "join": joining.join,
    "sign_in": training.sign_in,
    "plant": probes.plant,
    "how_it_stands": open_how_it_stands,
    "change_standard": open_change,
    "sign_standard": open_sign,
    "use": using.say_use,
    "pulse": pulse.answer_pulse,
    "pulse_never": pulse.ask_never,
}

# By the callback id of the modal that they are in.
IN_MODAL: Mapping[str, Mapping[str, Button]] = {
    "queue": {
        "approve": or_planted("approve", or_second_approve(queue.approve)),
        "reject": or_planted("reject", or_second_reject(queue.reject)),
        "fix": or_planted("fix", queue.fix),
        "skip": or_planted("skip", queue.skip),
        "back": queue.back,
        "page": queue.turn_page,
        "undo": queue.undo,
        "reason": queue.reason,
        "ask": or_planted("ask", queue.laid_on_it(ask)),
        "batch": batch.open_batch,
    },
    "figures": {
        "figures_of": figures.figures_of,
        "figures_from": figures.figures_from,
        "see_outputs": figures.see_outputs,
        "name_owner": ownership.name_owner,
        "ask_both": ask_both,
    },
    "outputs_behind": {
        "older": figures.turn_outputs,
        "newer": figures.turn_outputs,
        "read_behind": figures.read_behind,
    },
    "standard": {"standard_meaning": show_meaning, "standard_try": try_on_history},
    "plant": {"another": probes.another, "take_out": probes.take_out},
    "example": {"page": joining.turn_page, "next": joining.go_on},
    "shadow": {"page": joining.turn_page},
    "compared": {"page": joining.turn_page, "next": joining.go_on},
    "batch": {
        "reject": batch.reject,
        "single": batch.single,
        "approve_rest": batch.approve_rest,
        "undo": batch.undo,
        "reason": batch.reason,
        "batch": batch.open_batch,
        "queue": batch.to_queue,
    },
}
