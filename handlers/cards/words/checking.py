"""How much is checked: more again, less again, and why."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # To the channel, and to who answers for it.
    "stage.everything": "{slug}: everything is checked again, from now.",
    "stage.share": "{slug}: 1 in {many} is checked again, from now.",
    "stage.signed": "{slug}: 1 in {many} is checked from now on. {who} has signed for that.",
    "stage.anew": "{slug}: what it has shown so far counts no more. Everything stays checked.",
    "stage_why.audit": "Why: one that had gone out was looked at, and it was wrong.",
    "stage_why.audit_titled": "Why: one that had gone out was looked at, and it was wrong: {title}.",
    "stage_why.checked": "Why: one of those that are checked was wrong.",
    "stage_why.checked_titled": "Why: one of those that are checked was wrong: {title}.",
    "stage_why.late": "Why: one was left undecided for too long, and counts as wrong.",
    "stage_why.late_titled": "Why: one was left undecided for too long, and counts as wrong: {title}.",
    "stage_why.report": "Why: one that went out was wrong.",
    "stage_why.report_titled": "Why: one that went out was wrong: {title}.",
    "stage_why.critical": "Why: one was wrong in a way that is never tolerated here.",
    "stage_why.critical_titled": "Why: one was wrong in a way that is never tolerated here: {title}.",
    "stage_why.drift": "Why: more are wrong than was agreed.",
    "stage_why.maker": "Why: another model or another prompt makes them now.",
    "stage_why.policy": "Why: its rules have changed.",
    "stage_why.resumed": "Why: it goes on after somebody had stopped it.",
    "stage_why.cleared": "Why: {count} in a row were good.",
    "stage_why.signed": "{who}: “{why}”",
    "stage.put_right": "Putting it right: {who}, by {by}.",
    "stage.cards_until": "For you: about {many} cards a day instead of {few}, until {count} in a row are good.",
    "stage.cards": "For you: about {many} cards a day instead of {few}.",
    "stage.too_many": "Too many?",
    "stage.thanks": "Thanks to whoever spotted it. That's what the check is for.",
    "stage.next": "It stays so until its owner signs for less. They are asked once it has been good for long enough.",
    "button.ask_help": "Ask {owner} for help",
    # Somebody cannot keep up.
    "help.asks": "{who} asks for help with {slug}: everything is checked there, about {many} cards a day.",
    "help.how": "You could name more reviewers, judge some yourself, or stop it until things are better.",
    "help.asked": "{owner} is asked, and hears that it is too much.",
    "help.again": "{owner} was asked already.",
    "help.not_a_member": "Only people of this company can ask. Nothing has changed.",
}
