"""How good the AI and the checking are: what stands behind the wrong ones that got out."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "change.more": "Against the four weeks before, about {share} more get out wrong ({low} to {high}){version}.",
    "change.fewer": "Against the four weeks before, about {share} fewer get out wrong ({low} to {high}){version}.",
    "change.none": "Against the four weeks before, no more has changed than chance would explain{version}.",
    "change.version_since": "; another version since {since}",
    "change.other_versions": "; other versions than then",
    "sampling.drawn": "Drawn to be looked at: {drawn} of {count}; about {planned} were planned.",
    "sampling.astray": (
        "Drawn to be looked at: {drawn} of {count}; about {planned} were planned, and chance does not explain that."
    ),
    "sampling.judged": "Of {count} that were to be looked at, {judged} were, {in_time} of them in time.",
    "overturned.share": (
        "About {share} are decided otherwise by a second person who does not know the first ({low} to {high})."
    ),
    "overturned.ways": (
        "Of {count} looked at twice, the second would stop {let_out} that were let out, and let out {stopped} that "
        "were stopped."
    ),
    "confidence.as_said": (
        "Where the AI is surest, it says about {stated} are right, and {right} were ({low} to {high}; {count} judged)."
    ),
    "confidence.less": (
        "Where the AI is surest, it says about {stated} are right, and {right} were ({low} to {high}; {count} judged): "
        "it is surer than it should be."
    ),
    "confidence.more": (
        "Where the AI is surest, it says about {stated} are right, and {right} were ({low} to {high}; {count} judged): "
        "it is better than it says."
    ),
    "threshold.found": (
        "Where the AI is at least {sure} sure, little enough is wrong for what was signed; that is {coverage} of all."
    ),
    "threshold.none": "However sure the AI is: to go by that alone would not be good enough for what was signed.",
    "pilot.still": "Still a pilot: too little is seen so far to say how it goes at scale.",
    "pilot.unchanged": "Against the first four weeks, no more is wrong, or less, than chance would explain.",
    "pilot.worse": (
        "At the same things it does worse than in the first four weeks: about {share} more are wrong "
        "({low} to {high})."
    ),
    "pilot.better": (
        "At the same things it does better than in the first four weeks: about {share} fewer are wrong "
        "({low} to {high})."
    ),
    "pilot.harder": (
        "Since the first four weeks harder things come in: by that alone about {share} more are wrong "
        "({low} to {high})."
    ),
    "pilot.easier": (
        "Since the first four weeks easier things come in: by that alone about {share} fewer are wrong "
        "({low} to {high})."
    ),
    "pilot.new": "About {share} of what comes in are of kinds that the first four weeks never saw.",
    "fast.many": (
        "Of {count} looks, {fast} approved sooner than one can read. That may be skill; to be sure, planted mistakes "
        "come more often for now."
    ),
}
