"""Whose a review is: given, taken, handed over and back; and who is away."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "card.taken": "· {who} has it",
    "card.given": "· given to {who}",
    "card.summary_taken": "{who} has it.",
    "card.summary_given": "It is given to {who}.",
    "button.hand_over": "Hand over",
    "button.hand_back": "Hand it back",
    "modal.hand_over": "Hand over",
    "field.hand_over": "Who decides instead?",
    "hand_over.by_load": "Whoever has the least to do",
    "hand_over.pool": "Whoever takes it",
    "command.help.assign": "/answerable assign LINK @PERSON (or pool): give it to somebody, for who answers for it",
    "assign.how": "Say /answerable assign LINK @PERSON, or LINK pool. Its id does as well as the link of its card.",
    "assign.which": "We know of no output by that link or id. Nothing has changed.",
    "assign.who": (
        "“{given}” names nobody I can look up. Type @ and choose the person from Slack's list, or send only the "
        "link and choose in the window. Nothing has changed."
    ),
    "assign.done": "{who} has {title} now.",
    "assign.cannot": "{who} may not decide this one; {deciders} can. Nothing has changed.",
    "assign.pooled": "{title} is for whoever takes it now.",
    "refused.is_away": "{by} is away. Please choose somebody else. Nothing has changed.",
    "refused.nobody_free": "Nobody else who may decide it is free just now. Nothing has changed.",
    "refused.not_your_review": "It is for {by} to hand this back. Nothing has changed.",
    "refused.not_your_review.unknown": "Nobody has this, so there is nothing to hand back. Nothing has changed.",
    "take.missed": "This waited for you longer than it should, so {by} is asked now. You can take it again. "
    "Others that wait so long move on too, without a line each.",
    "take.missed.unknown": "This waited for you longer than it should, so it is for whoever takes it. You can, too. "
    "Others that wait so long move on too, without a line each.",
    "take.yours": "You have it already, so it stays with you.",
    "take.decayed": "You took this and it lay for a while, so {by} is asked now. You can take it again.",
    "take.decayed.unknown": "You took this and it lay for a while, so it is free again. You can take it again.",
}
