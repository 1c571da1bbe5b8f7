"""Stopping a workflow, letting it go on, and the register of all of them."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # In its channel.
    "stopped.channel": "{slug} is stopped: what comes in is judged, and nothing goes out.",
    "begun.channel": "{slug} begins: what comes in is judged here, and what is approved goes out.",
    "refused.channel": "{slug} is not for AI: nothing comes in any more, and nothing goes out.",
    "stopped.why": "{who}, {at}: “{why}”",
    "stopped.next_owner": "Whoever owns it next",
    "stopped.next_owner_within": "whoever owns it next",
    "stopped.until": "{judges} can let it go on.",
    # What was watched is not watched any more once somebody has stopped it.
    "stopped.watching": "Watching has ended with that: if it goes on, nothing goes out before a person has decided.",
    "stopped.watch_again": "To have it watched again, {owner} chooses Decide… in App Home.",
    "stop.watching": "Watching ends with that: if it goes on, nothing goes out before a person has decided.",
    "resumed.watching": "It is not watched any more: nothing goes out before a person has decided.",
    "resumed.watch_again": "To have it watched again, {owner} stops it and chooses Decide… in App Home.",
    "resumed.channel": "{slug} goes on: what is approved may go out again.",
    # To who answers for it.
    "stop_told.still": "{slug} is still stopped: nothing of it has gone out since.",
    "stop_told.waiting": "Waiting for a decision: {in_review}. Approved and not out yet: {approved}.",
    "stop_told.read": "Read what waits in {channel}, and how it stands with /answerable workflow {slug}.",
    "stop_told.closed": "{slug} is over: it is not run any more.",
    # On its cards.
    "stopped.card": "⏸ {who} stopped {slug}, {at}: “{why}” Nothing goes out; {judges} can let it go on.",
    "proposed.card": "⏸ {slug} is only proposed: what is approved goes out if {owner} decides that it begins.",
    "refused.card": "⏸ {slug} is not for AI: nothing of it goes out.",
    # The modals.
    "button.stop": "Stop the workflow",
    "button.go_on": "Let it go on",
    "modal.stop": "Stop the workflow?",
    "modal.go_on": "Let it go on?",
    "stop.title": "Nothing goes out of {slug} from the moment you stop it.",
    "stop.in_review": "Waiting for a decision now: {count}. They can still be decided, and stay.",
    "stop.approved": "Approved and not out yet: {count}. They stay too.",
    "stop.new": "What comes in from then on is judged, and stays.",
    "stop.at_once": "What comes in from then on stays until somebody has judged it, also what would go out at once.",
    "stop.gone_out": "What has gone out before is not taken back. The channel is told that you stopped it, and why.",
    "stop.label": "Why? Everybody here can read it",
    "stop.say_why": "Please say why, in a few words.",
    "go_on.approved": "Approved and not out yet: {count}. These may go out again at once.",
    "go_on.in_review": "Waiting for a decision: {count}. These still need one.",
    "go_on.new": "What comes in from then on: {lane}.",
    "go_on.label": "Why can it go on? Everybody here can read it",
    # To who asked for it.
    "pause.done": "{slug} is stopped. What comes in is judged, and nothing goes out. {judges} can let it go on.",
    "pause.already": "It was stopped already. Nothing has changed.",
    "pause.why": "Say why too: /answerable pause {slug} and your reason. It is stopped as soon as you do.",
    "pause.closed": "{slug} is not running: there is nothing to stop.",
    "pause.not_a_member": "Only people of this company can stop a workflow. Nothing has changed.",
    "resume.done": "{slug} goes on.",
    "resume.why": "Say why too: /answerable resume {slug} and your reason.",
    "resume.running": "{slug} was going on already. Nothing has changed.",
    "resume.not_yours": "{judges} can let {slug} go on. Nothing has changed.",
    "resume.closed": "{slug} is {status}: it was not stopped. Nothing has changed.",
    "pause.long": "Please say why in at most {most} characters. Nothing has changed.",
    # The register.
    "register.title": "Where AI works here:",
    "register.line": "{slug} · {status} · {lane} · {owner} answers for it · {waiting} waiting",
    "register.line_no_lane": "{slug} · {status} · {owner} answers for it · {waiting} waiting",
    "register.line_closed": "{slug} · {status}",
    "register.looks": "{line} · {count} gone out and to be looked at",
    "register.since": "{line} · {who}, {at}: “{why}”",
    "register.proposed": "{line} · {who} proposed it, {at} · answer wanted by {by}",
    "register.more": "And {count} more. Say /answerable workflow NAME for one of them.",
}
