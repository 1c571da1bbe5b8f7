"""A workflow that has no owner any more."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "unowned.title": "{slug} has no owner any more: {owner} has left.",
    "unowned.waiting": "{count} waiting. Nothing of it gets lighter until somebody owns it.",
    "unowned.yours": "You stand in: you can stop it, let it go on, and settle what {owner} would have settled.",
    "unowned.stands_in": "{deputy} stands in, and is asked who answers for it now.",
    "unowned.nobody": "Nobody stands in, so nobody can let it go on or settle anything.",
    "unowned.how": "Who answers for it now? Name them: they are asked, and it is theirs once they take it.",
    "button.name_owner": "Name an owner",
    "button.ask_them": "Ask them",
    "button.own_it": "I'll answer for it",
    "button.own_not": "Not me",
    "modal.name_owner": "Name an owner",
    "field.owner": "Who is to answer for it?",
    "ownerless_key.title": "{who} has left, and answered for an API key of {slug}.",
    "ownerless_key.meanwhile": "What its AI system hands in is judged as before; nobody answers for the key itself.",
    "ownerless_key.how": "What to do: have an operator make a key for {slug} that belongs to somebody who is here, "
    "give that to the AI system, and then revoke {key}.",
    "over.lost": "I can post in {channel} again. What waited is posted there now.",
    "over.unstaffed": "Enough people may decide in {slug} again. There is nothing to do.",
    "over.unowned": "{slug} has an owner again: {owner} answers for it now.",
    "over.late_report": "The report about {title} is answered by now. There is nothing to do.",
    "owner.ask": "Whom you choose is asked by message. Until they take it, {slug} has no owner.",
    "owner.asked": "{who} is asked to answer for {slug}. You hear what they say.",
    "owner.offered": "{who} asks you to answer for {slug}, whose owner has left.",
    "owner.offered_self": "You named yourself to answer for {slug}, whose owner has left.",
    "owner.purpose": "What it does: {purpose}",
    "owner.means": "You would be named on each card, hear what is late, settle objections, and sign for less checking.",
    "owner.yours": "You answer for {slug} now. Thank you.",
    "owner.yours_alone": "You answer for {slug} now. Thank you. Nobody stands in for you there: name a deputy in the "
    "workflows file, and have it applied.",
    "owner.not_taken": "All right. {slug} is still without an owner, and whoever asked you hears it.",
    "owner.taken": "{who} answers for {slug} now.",
    "owner.declined": "{who} does not take {slug}. It is still without an owner.",
    "owner.has_one": "{who} answers for {slug}. Nothing has changed.",
    "owner.over": "That is over: it has an owner, or somebody else is asked. Nothing has changed.",
    "owner.not_yours": "Who stands in, and the leaders, can name an owner here. Nothing has changed.",
    "owner.not_a_member": "Only members of this company can answer for it. Please choose somebody else.",
    "register.unowned": "{slug} · {status} · it has no owner: {owner} has left · {waiting} waiting",
    "register.unowned_lane": "{slug} · {status} · {lane} · it has no owner: {owner} has left · {waiting} waiting",
    "workflow.unowned": "{owner} has left, so nobody answers for it. {deciders} can decide.",
    "home.unowned": "{line} · it has no owner",
}
