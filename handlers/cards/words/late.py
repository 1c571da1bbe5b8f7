"""What is late: a person's one message, and the leaders' channel's."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "button.decide": "Read and decide",
    "button.hand_all": "Hand all over",
    "button.more_time": "More time",
    # The modal that hands them over.
    "modal.hand_all": "Hand all over",
    "hand_all.title": "{slug}: {what}. All go to one person, who hears of it when they work.",
    "hand_all.title_one": "{slug}: {what}. It goes to one person, who hears of it when they work.",
    "hand_all.only": "{who} · {may} of the {count}",
    "hand_all.who": "Only who may decide here, and is not away, is named.",
    "hand_all.who_some": "Only who may decide here, and is not away, is named. "
    "Where it says “of the”, they asked for the others or have them already: those stay as they are.",
    "hand_all.nobody": "Nobody else may decide these in {slug} just now: whoever may is away, has them already, "
    "or asked for them. Nothing has changed. Its file names who decides.",
    "hand_all.label": "Who decides them?",
    "hand_all.done": "{who} has them now: {count}.",
    "hand_all.left_away": "Left as they were: {count}. {who} is away.",
    "hand_all.left_judged": "Left as they were: {count}. {who} has said something on them already.",
    "hand_all.left_decided": "Decided meanwhile: {count}.",
    "hand_all.left_more": "Not handed over yet: {count}. Please do it once more.",
    "hand_all.left_other": "Left as they were: {count}. "
    "{who} asked for them, or is not among those who decide in {slug}.",
    # The modal that asks for more time.
    "modal.more_time": "More time",
    "more_time.title": "{slug}: {what}. Nobody else is told of them before then.",
    "more_time.title_one": "{slug}: {what}. Nobody else is told of it before then.",
    "more_time.stays": "No deadline moves, and whoever asked goes on waiting. Nothing is approved by it.",
    "listed.late": "{count} late",
    "listed.soon": "{count} due soon",
    "listed.both": "{late} late and {soon} due soon",
    "more_time.expires": "What expires does so all the same.",
    "more_time.label": "Why? Whoever answers for it can read this",
    "more_time.say_why": "Please say why, in a few words.",
    "more_time.not_yours": "Only who answers for {slug} can ask for more time there. Nothing has changed.",
    "late.gone": "Nothing is late there any more.",
    "field.until": "Until when?",
    "refused.due_too_late": "That is too long. Please choose a time sooner.",
    # Why it is theirs.
    "late.owner_one": "1 is late in {slug}, and you answer for it.",
    "late.owner": "{count} are late in {slug}, and you answer for it.",
    "late.deputy_one": "1 is late in {slug}, and you stand in for {owner}.",
    "late.deputy": "{count} are late in {slug}, and you stand in for {owner}.",
    "late.assignee_one": "1 that you have in {slug} waits for you.",
    "late.assignee": "{count} that you have in {slug} wait for you.",
    "late.assignee_late_one": "1 that you have in {slug} is late.",
    "late.assignee_late": "{count} that you have in {slug} are late.",
    "late.soon_one": "1 is due soon in {slug}.",
    "late.soon": "{count} are due soon in {slug}.",
    "late.due_one": "1 is due soon.",
    "late.due": "{count} are due soon.",
    # Who is at it.
    "late.taken_none": "Nobody has taken {them}. Nothing goes out until someone decides.",
    "late.taken_one": "1 of them is taken. Nothing goes out until someone decides.",
    "late.taken_some": "{taken} of them are taken. Nothing goes out until someone decides.",
    "late.taken_all": "Nothing goes out until someone decides.",
    "late.it": "it",
    "late.them": "them",
    # One of them.
    "late.item": "{number}  {title} · {late}",
    "late.item_waits": "{number}  {title} · {late} · {who} is waiting",
    "late.item_of": "{line} · {who} has it",
    "late.objected": "{line} · somebody objects",
    "late.by": "by {due}",
    "late.minutes": "less than a working hour late",
    "late.hour": "1 working hour late",
    "late.hours": "{count} working hours late",
    "late.day": "a working day late",
    "late.days": "{count} working days late",
    "late.more": "and {count} more",
    "late.elsewhere": "And {count} more in other workflows.",
    "late.held": "{who} has time until {until}: “{why}”",
    "late.away": "I'm away: ask {who}",
    # What is to be put right.
    "tasks.one": "1 that was wrong and has gone out is to be put right.",
    "tasks.many": "{count} that were wrong and have gone out are to be put right.",
    "tasks.item": "{number}  {title} · {slug} · {late}",
    "tasks.item_of": "{line} · {who} has it",
    "tasks.time": "{title} stays to be put right, and late. Nobody else is told of it before then.",
    # What comes.
    "late.next": "If nothing happens, {who} hears {at}.",
    "late.next_leaders": "If nothing happens, the leaders hear {at} how many there are.",
    "late.last": "Nobody hears after you. It stays as it is until someone decides.",
    # While it is stopped.
    "late.stopped_one": "{slug} is stopped, so nothing of it is late until it goes on. 1 waits there meanwhile.",
    "late.stopped": "{slug} is stopped, so nothing of it is late until it goes on. {count} wait there meanwhile.",
    "late.stopped_more_one": "And 1 more workflow is stopped.",
    "late.stopped_more": "And {count} more workflows are stopped.",
    "late.nothing": "Nothing of yours is late or due soon any more.",
    "late.nothing_away": "Nothing here is yours any more: it is with others since you went away.",
    # Leaders: workflows, never single outputs or the names of the late.
    "leaders.title": "These are late, and who answers for them has been told.",
    "leaders.line": "{slug} · {count} late, the first since {since}",
    "leaders.wrong": "{slug} · {count} not put right, the first since {since}",
    "leaders.stopped": "{slug} is stopped, so nothing of it is late until it goes on.",
    "leaders.more": "And {count} more workflows.",
    "leaders.more_one": "And 1 more workflow.",
    "leaders.nothing": "Nothing waits for you any more: what was late is done.",
}
