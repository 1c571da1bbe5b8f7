"""The pulse: what people think of what they work with."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "pulse.ask": "You work with {workflow}. Would you say what you think of it? Four questions, a minute.",
    "pulse.again": "Would you still say what you think of {workflow}? Four questions, and we do not remind you again.",
    "pulse.why": "Nobody learns what you answer: it is kept without your name, and told from five answers on.",
    "pulse.about": "About {workflow}, as it has been for you these weeks.",
    "pulse.confident": "I feel sure when I work with it",
    "pulse.reliable": "I can count on it to do its job well",
    "pulse.trusted": "I trust it",
    "pulse.right_of_100": "Of 100 of these, how many do you think are right?",
    "pulse.lowest": "1, not at all",
    "pulse.highest": "7, completely",
    "pulse.choose": "1, not at all, to 7, completely",
    "pulse.nobody": "Your answer is kept without your name and without a time.",
    "pulse.whole_number": "A whole number from 0 to 100, please.",
    "pulse.thanks": "Thank you. Your answer is kept without your name.",
    "pulse.answered": "You have answered this. Thank you.",
    "pulse.over": "These weeks are over, or you are not asked any more. Nothing has changed.",
    "pulse.never": "We ask you no more. If you change your mind: /answerable quiet questions on.",
    "quiet.questions_off": "We ask you no questions any more. If you change your mind: /answerable quiet questions on.",
    "quiet.questions_on": "We may ask you now and then what you think, and whether you used something.",
    "modal.pulse": "What do you think?",
    "button.pulse": "Answer",
    "button.pulse_never": "Don't ask me again",
}
