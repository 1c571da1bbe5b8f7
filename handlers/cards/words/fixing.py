"""A text that somebody fixed."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "fixed.by": "{who} fixed it.",
    "card.last_fixed": "Last time {who} fixed it.",
    "fixed.past": "✏️ {title} · {who} fixed it, {at} · what counts now is the newer message",
    "changes.taken_out": "Taken out: {words}.",
    "changes.blanks": "Only blanks or line ends have changed.",
    "card.ends": "Its lines end as on Windows (CR LF).",
    "pending.quorum_fixed": "✅ {fixer} fixed it. {missing} more needed.",
    "pending.quorum_fixed_and": "✅ {fixer} fixed it, {who} approved. {missing} more needed.",
    "pending.approved_fixed": "✅ Fixed by {fixer}, approved by {who}. Goes out from {at}.",
    "pending.approved_fixed_held": "✅ Fixed by {fixer}, approved by {who}. Final at {at}.",
    "done.approved_fixed": "✅ {title} · {fixer} fixed it, {at} · approved, not out yet",
    "done.approved_fixed_and": "✅ {title} · {fixer} fixed it · {who}, {at} · approved, not out yet",
    "done.released_fixed": "✅ {title} · {fixer} fixed it, {at} · gone out",
    "done.released_fixed_and": "✅ {title} · {fixer} fixed it · {who}, {at} · gone out",
    "button.fix": "Fix",
    "button.fix_it": "Fix it",
    "button.approve_fixed": "Approve the fix",
    "modal.fix": "Fix the text",
    "modal.fix_text": "The text",
    "modal.fix_part": "Part {part} of {parts}",
    "modal.fix_parts": "The text in {parts} parts, one after the other. A part left empty is taken out.",
    "fix.hidden": "There is something here that cannot be seen: {what}. Please take it out.",
    "fix.hidden_in_part": "In part {part} there is something that cannot be seen: {what}. Please take it out.",
    "fix.emoji": "Slack has written an emoji as {what}, and it would go out so. Please take it out, or type a word.",
    "fix.unseen": "This text holds signs that a field would not show, so nobody can fix it here. Reject it instead.",
    "fix.incomplete": "Slack has not sent all of the text. Please try again. Nothing has changed.",
    "fix.unfit": "This text cannot be cut into fields, so nobody can fix it here. Reject it instead.",
    "fix.offer": "Want to fix it? You can correct the text, and it goes out as you leave it.",
    "vote.fixed_over": "{by} has fixed the text that you had approved. Yours counts no longer: please look again.",
    "refused.fix_blank": "That leaves nothing of the text. If it is no good, reject it. Nothing has changed.",
    "refused.fix_changes_nothing": "You have not changed anything. If it is good as it is, approve it.",
    "refused.fix_held": "Somebody objects to this one. It can be fixed once that is settled. Nothing has changed.",
    "refused.fix_too_long": "This is too long to fix here, so please reject it. Nothing has changed.",
    "refused.text_changed.fixed": "{by} has fixed the text since. What counts is the newer message. Nothing changed.",
}
