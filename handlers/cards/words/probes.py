"""Planted mistakes: what is said of them beforehand, and to whoever has judged one."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "queue.planted": (
        "Now and then one here is planted, to see whether we would notice a mistake. You hear at once which one it "
        "was, and only you see how it went."
    ),
    "button.plant": "Planted mistakes…",
    "button.plant_it": "Plant it",
    "button.another": "Begin with another one",
    "button.take_out": "Take it out",
    "modal.plant": "Planted mistakes",
    "field.plant_title": "Title",
    "field.plant_text": "The text, with its mistake",
    "field.plant_input": "What the AI was asked or given",
    "field.plant_wrong": "What is wrong in it, in a sentence?",
    "plant.what": (
        "A text that is known to be wrong comes now and then among the reviews of {slug}, to see whether we would "
        "notice. Whoever judges it is told at once and alone. It never goes out, and you are never shown your own."
    ),
    "plant.from_past": (
        "This is a past rejection. Numbers, addresses, links and some names are changed. Read it: what could still be "
        "recognised, change too, and leave the mistake in."
    ),
    "plant.in_play": "In play, and yours to take out:",
    "plant.not_tested": "Would we notice? Not tested so far.",
    "plant.too_few": "Would we notice? Too few people have met one to say.",
    "plant.noticed": "Would we notice? {caught} of {planted} planted mistakes were caught.",
    "plant.done": "It is planted. Now and then it comes among the reviews of {slug}, once to each person.",
    "plant.not_yours": "Its owner, its deputy and its reviewers plant mistakes in {slug}. Nothing has changed.",
    "plant.as_it_was": "This is still that past text. Change what could be recognised, and leave the mistake in.",
    "plant.say_text": "Write the text that is wrong.",
    "plant.say_wrong": "Say what is wrong in it: whoever judges it reads that.",
    "modal.planted": "That was planted",
    "probe.caught": "That one was planted, and you caught it. What is wrong in it: {wrong} Only you see this.",
    "probe.missed": "That one was planted: {wrong} Nothing has gone out. Only you see this.",
    "probe.asked": (
        "That one was planted, so nobody is asked. What is wrong in it: {wrong} It counts neither way, and only you "
        "see this."
    ),
}
