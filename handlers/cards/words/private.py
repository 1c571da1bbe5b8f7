"""Private lines: why nothing happened, and who may."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "refused.already_decided": "{by} was faster, at {at}. Nothing has changed.",
    "refused.already_final": "This is settled already. Nothing has changed.",
    "refused.already_final.rejected": "{by} stopped this at {at}. Nothing has changed.",
    "refused.already_final.expired": "Nobody had decided in time, so this is not going out. Nothing has changed.",
    "refused.already_final.superseded": "A newer try has replaced this one. Please look at that. Nothing has changed.",
    "refused.already_final.recalled": "This was taken back. Nothing has changed.",
    "refused.already_released": "{by} approved this at {at} and it has gone out. Nothing has changed.",
    "refused.already_released.unknown": "This has gone out already. Nothing has changed.",
    "refused.already_released.reject": "{by} approved this at {at} and it has gone out. Is it wrong?",
    "refused.already_released.reject_unknown": "This went out at {at}, without a check. Is it wrong?",
    "refused.already_voted": "You have decided this one already, at {at}. It counts.",
    "refused.is_bot": "Bots do not decide here.",
    "refused.is_deactivated": "This account is closed, so it cannot decide.",
    "refused.is_external": "Thanks for looking. This company decides itself: {deciders}. Nothing has changed.",
    "refused.is_guest": "Thanks for looking. Guests cannot decide here; {deciders} can. Nothing has changed.",
    "refused.is_key_owner": "It came through your key, so someone else has to decide: {deciders}. Nothing has changed.",
    "refused.is_requester": "You asked for this one, so someone else has to decide: {deciders}. Nothing has changed.",
    "refused.needs_modal": "This one is confirmed with the text open: please press Approve. Nothing has changed.",
    "refused.no_objection": "This objection is settled already. Nothing has changed.",
    "refused.not_found": "We cannot find this one. Nothing has changed.",
    "refused.not_on_roster": (
        "It is for {deciders} to decide here. Nothing has changed. Spotted a problem? Say so in the thread."
    ),
    "refused.not_on_roster.gone_out": "It is for {deciders} to say here. Nothing has changed. Was it wrong?",
    "refused.not_trained": (
        "You decide here once you are trained. Until then: {deciders}. Nothing has changed. "
        "A problem? Say so in the thread."
    ),
    "refused.not_yours": "Only the one who decided can take it back: {by}. Nothing has changed.",
    "refused.not_yours.unknown": "There is no rejection of yours here that still needs a reason. Nothing has changed.",
    "refused.nothing_to_undo": "There is nothing of yours left to undo. Nothing has changed.",
    "refused.only_owner": "This is for {judge} to decide. Nothing has changed.",
    "refused.only_owner.unknown": "This is not yours to decide. Nothing has changed.",
    "refused.reactions_off": "Here the buttons decide: please press Approve or Reject. Nothing has changed.",
    "refused.text_changed": "The text was changed since you opened it. Please read it again. Nothing has changed.",
    "refused.text_unread": "Please read the rest first (Read all), then approve. Nothing has changed.",
    "refused.unknown_person": "We could not check who you are just now, so nothing was recorded. Please try again.",
    "vote.behind": "{by} was faster, at {at}. Yours is kept, in case that is undone.",
    "vote.stopped.undo": "{by} stopped this at {at}: {why}. Your approval is kept, in case that is undone.",
    "vote.stopped.undo_unknown": "{by} stopped this at {at}. Your approval is kept, in case that is undone.",
    "vote.stopped.final": "{by} stopped this at {at}: {why}. It is not going out.",
    "vote.stopped.final_unknown": "{by} stopped this at {at}. It is not going out.",
    "vote.stopped.held": "{by} objects to this, which you had approved: {why}. It stays here until that is settled.",
    "vote.stopped.held_unknown": "{by} objects to this, which you had approved. It stays here until that is settled.",
    "whisper.not_opened": "Slack could not open it just now. Please press again. Nothing has changed.",
    "whisper.unknown": "Nothing has changed.",
    "whisper.title": "About {title}:",
    "people.nobody": "whoever {owner} puts on the list",
    "people.someone": "Someone",
    "list.and": "{first} and {last}",
    "list.or": "{first} or {last}",
    "list.more": "{count} others",
}
