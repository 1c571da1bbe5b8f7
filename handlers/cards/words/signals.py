"""What each signal is called, and what nobody may read from it."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "signal.wrong_ones_out": "Wrong ones that got out",
    "signal.peoples_time": "People's time",
    "signal.noticing": "Would we notice?",
    "signal.standing": "What stands open?",
    "signal.change": "Change against the four weeks before",
    "signal.pilot_and_scale": "The pilot and now",
    "signal.agreement": "Do reviewers agree?",
    "signal.overturned": "First decisions that a second person would change",
    "signal.fast_approvals": "Approvals sooner than one reads",
    "signal.sampling": "Planned and done checking",
    "signal.confidence": "Is the AI as right as it says?",
    "signal.threshold": "Which confidence would meet what was signed?",
    "signal.use": "Do people use it?",
    "signal.trust": "Do people trust it?",
    "signal.load": "How much is there to decide?",
    "signal.waiting": "How long does it wait?",
    "signal.staffing": "Are there people enough?",
    "signal.cost": "What does checking cost?",
    "signal.cleanup": "Who cleans up after whom?",
    "signal.exceptions": "Does it make more exceptions than it spares?",
    "shows_not.wrong_ones_out": "What reviewers did not notice: read it beside what they catch of planted "
    "mistakes. Where a person decides each one first, only what was reported later counts as having got out "
    "wrong, which is a floor: then there are counts, and no share. Where more than one version is behind it, how "
    "good any of them is: it is of what went out, whatever made it, and its rows tell them apart.",
    "shows_not.peoples_time": "How long anybody took: no person's time is kept. Opening a card and thinking about "
    "it elsewhere is not seen, so the time of reactions is estimated.",
    "shows_not.noticing": "Whether real mistakes are as hard to see as the planted ones, and anything of one person.",
    "shows_not.standing": "Whether anybody is working on it.",
    "shows_not.change": "Why; nor that the same AI got better or worse where other versions made it than before. "
    "One bad week is followed by a better one by chance alone, which is why it is held against four.",
    "shows_not.pilot_and_scale": "What nobody tried: segments that the pilot never saw are listed with how much "
    "they are, and nothing is said of how they go. Where none of a segment was wrong, the interval is narrower "
    "than it should be.",
    "shows_not.agreement": "Who was right: two may agree on what is wrong. High agreement where hardly anybody "
    "rejects says little, which is why that on rejections stands beside it.",
    "shows_not.overturned": "Who was right, and anything of one person. Nobody knows how second looks would have "
    "ended that nobody gave in time. Reports and late ones are no sample: of them there is no share.",
    "shows_not.fast_approvals": "That anybody looks badly: who knows what to look for is fast and right, texts "
    "are read elsewhere first, and who waits longer has not looked better. It tells of no one person, and does "
    "one thing: where a quarter or more are so fast, planted mistakes come twice as often, at most before 5 in "
    "100.",
    "shows_not.sampling": "How well anybody looked. A text that comes again has the draw it had, so that what "
    "repeats itself a lot strays further from the plan than the interval says.",
    "shows_not.confidence": "Whether it knows which single ones are wrong, and what it will say of other things, "
    "or as another version. What reviewers did not notice counts as right.",
    "shows_not.threshold": "That anything may be checked less: what chose a threshold is no evidence for signing "
    "it. It holds for what comes in as it does now.",
    "shows_not.use": "Who does without it altogether (bypass): that takes a count from outside, and is unknown, "
    "not none. What is said unasked is a floor, and no share of anything. Used is not right: read it beside what "
    "got out wrong. How much those who asked changed themselves nobody knows; and one character that reviewers changed "
    "may be the one that mattered.",
    "shows_not.trust": "Whether they use it: what they do says that. A third are asked, and not all of these "
    "answer: whoever has no opinion is missing. It is no vote on anybody's work.",
    "shows_not.load": "What it costs anybody. A queue that is not steady may have grown, or come in bursts, or "
    "have been caught up with: what waits in it may wait longer or shorter than what was decided did.",
    "shows_not.waiting": "Whose doing it was. Neither a question nor that it is wanted sooner moves what it is "
    "measured against. What was decided fast may have been looked at too fast.",
    "shows_not.staffing": "How long one really waits: it is a floor. People have other work, meetings and leave, "
    "and look at what came in when they come to it. Read how long it does wait beside it.",
    "shows_not.cost": "What is saved: nobody measures that, and no saving is worked out from an assumption. What "
    "it is worth that people look at all, that they are careful because they do, and that it is on record. What "
    "reviewers missed.",
    "shows_not.cleanup": "Clean-up of which nobody said how long it took, and whether what is called saved was.",
    "shows_not.exceptions": "Whether the exceptions of before were counted alike: their number is taken as it was "
    "signed, and for as sure as if it had been counted among as many. One of the new kind may take more time than "
    "one of the old.",
}
