"""What is good enough: changed, explained in what it would mean, signed, and looked at again."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "button.change_standard": "Change what is good enough",
    "button.sign_standard": "Read and sign",
    "button.sign_draft": "Read what {who} would change",
    "button.standard_meaning": "What would this mean?",
    "button.standard_try": "Try it on the last 90 days",
    "button.standard_next": "See what changes",
    "button.sign_now": "Sign",
    "modal.standard": "What is good enough",
    "modal.sign_standard": "Sign what is good enough",
    # What is asked.
    "standard.about": "{slug}: nothing changes until {owner} has signed it.",
    "standard.statement": "When is it good enough?",
    "standard.statement_hint": "In a sentence: A customer can act on it without asking again.",
    "standard.criteria": "What to look at",
    "standard.criteria_hint": "One thing a line. They stand on every card.",
    "standard.never": "What must never happen",
    "standard.never_hint": "One thing a line",
    "standard.wrong": "Of 1000 that go out, how many wrong ones are tolerable?",
    "standard.luck": "How often may luck make something worse look good enough?",
    "standard.luck_one": "At most 1 time in {times}",
    "standard.escape": "If it suddenly went bad, how many bad ones may get out first?",
    "standard.escape_hint": "On average. The fewer, the more is checked for good.",
    "standard.counts": "What counts as a wrong one?",
    "standard.counts_rejected": "It was stopped",
    "standard.counts_edited": "It had to be fixed",
    "standard.counts_critical": "Somebody says it is serious",
    "standard.review_by": "When do we look at this again?",
    "standard.costs": "And what you reckon with, if you know:",
    "standard.minutes_saved": "Minutes saved by each one that is used",
    "standard.error_minutes": "Minutes that a mistake costs if it gets out",
    "standard.review_minute": "Money for a minute of reviewing",
    "standard.live_since": "Since when is the AI at work?",
    "standard.exceptions": "Exceptions in 1000 without the AI",
    # What is wrong with an answer.
    "standard.empty": "Please say when it is good enough, or what to look at.",
    "standard.no_number": "Please write a number from {least} to {most}.",
    "standard.no_whole_number": "Please write a whole number from {least} to {most}.",
    "standard.choose": "Please choose at least one.",
    "standard.past": "Please choose a day that is still to come.",
    "standard.same": "This is what holds already. Change something, or close this.",
    # What it would mean.
    "standard.means": "What this would mean",
    "standard.means_nothing_less": (
        "Whatever these numbers are, a person decides each one first: the rules of {slug} allow no less. If they ever"
        " allow less:"
    ),
    "standard.means_gate": (
        "{clean} looked at, none wrong, before {owner} is asked to check less; {clean_but_one} with one wrong."
    ),
    "standard.means_missed": "It takes more, and a larger share, where planted mistakes turn out to be let through.",
    "standard.means_share": "Then {share} is checked, after it has gone out.",
    "standard.means_share_held": "Then {share} is checked, before it goes out.",
    "standard.means_all": "Even then all are checked: hardly any may get out.",
    "standard.means_escapes": (
        "If quality collapsed, about {count} bad ones would get out first, seldom more than {seldom}."
    ),
    "standard.means_escapes_one": (
        "If quality collapsed, about 1 bad one would get out first, seldom more than {seldom}."
    ),
    "standard.means_cards": "About {count} cards a day instead of {now}.",
    "standard.means_cards_one": "About 1 card a day instead of {now}.",
    "standard.means_few": "Less than one a day comes in, so you would see little of it.",
    "standard.means_new": "How many cards a day that is: too new to say.",
    "standard.means_costly": (
        "Tolerating that many costs more than checking all: {minutes} minutes for each mistake, and {look} for a look,"
        " the average of {measured} that were measured. Is that what you want?"
    ),
    "standard.means_unclear": "I cannot say yet. {why}",
    # What it would have meant.
    "standard.trying": "Trying it on what people decided in the last 90 days. This takes a few seconds.",
    "standard.tried_few": (
        "Too few to try it on: people decided {count} in the last 90 days, and from {enough} on it says something."
    ),
    "standard.tried_impossible": "With these numbers, whatever is not checked may be too much: all would be checked.",
    "standard.tried": "Tried on the last 90 days: {count} that people decided, {wrong} of them wrong by these rules.",
    "standard.tried_good": "Tried on the last 90 days: {count} that people decided, none of them wrong by these rules.",
    "standard.tried_unseen": "{count} more went out that nobody looked at. Nobody knows of those: they are not in it.",
    "standard.tried_unseen_one": "One more went out that nobody looked at. Nobody knows of it: it is not in it.",
    "standard.tried_never": (
        "It would never have been enough to check less: that takes {clean} without a wrong one, or more with some."
    ),
    "standard.tried_less": "Less would have been checked from {day} on, and everything again {back} times.",
    "standard.tried_less_once": "Less would have been checked from {day} on, and everything again once.",
    "standard.tried_less_on": "Less would have been checked from {day} on, and never everything again.",
    "standard.span": "about {mean} ({low} to {high})",
    "standard.tried_looks": "It would have taken {looks} looks instead of {count}.",
    "standard.tried_looks_all": "It would have taken {count} looks: one at each.",
    "standard.tried_minutes": "That is {took} at {look} minutes a look, the average of {measured} that were measured.",
    "standard.tried_no_minutes": "How long that takes nobody can say: too few looks were measured.",
    "standard.minutes": "{count} minutes",
    "standard.minutes_one": "one minute",
    "standard.hours": "{count} hours",
    "standard.hours_one": "one hour",
    "standard.tried_out": "Wrong ones that would have got out: {escaped}.",
    "standard.tried_none_out": "No wrong one would have got out.",
    "standard.tried_luck": (
        "In brackets are the least and the most, by the luck of which are drawn ({tries} tries). Taken for granted:"
        " {owner} signs at once, and people notice what is wrong."
    ),
    "standard.tried_notice": "Taken for granted: people notice what is wrong.",
    # What changes.
    "standard.changes": "What changes in {slug}",
    "standard.whole": "What is good enough in {slug}",
    "standard.value": "{what}: {now}",
    "standard.was": "{what}: {now} (was: {was})",
    "standard.added": "{what}, new: {line}",
    "standard.gone": "{what}, no more: {line}",
    "standard.more": "And {count} more changes.",
    "standard.unsaid": "not said",
    "standard.key.standard.statement": "Good enough",
    "standard.key.standard.criteria": "To look at",
    "standard.key.standard.never": "Never",
    "standard.key.standard.max_error_rate": "Wrong ones tolerable of 1000",
    "standard.key.standard.confidence": "Something worse may look good enough by luck",
    "standard.key.standard.escape_budget": "Bad ones that may get out first",
    "standard.key.standard.error_counts_as": "Counts as wrong",
    "standard.key.standard.review_by": "Looked at again on",
    "standard.key.costs.minutes_saved": "Minutes saved by each",
    "standard.key.costs.review_minute": "Money for a minute of reviewing",
    "standard.key.costs.error_minutes": "Minutes that a mistake costs",
    "standard.key.costs.live_since": "At work since",
    "standard.key.costs.exceptions_baseline_per_1000": "Exceptions in 1000 without the AI",
    # Signing.
    "standard.sign_anew": "What was seen so far counts no more once this is signed: it is counted anew.",
    "standard.sign_all_again": "Now some go out unchecked. Signed, all are checked again until it is signed for anew.",
    "standard.sign_second": "It is of high impact: it takes a second signature. {who} is asked next.",
    "standard.sign_nobody": "It is of high impact: it takes a second signature, and there is nobody. Name a deputy.",
    "standard.signed_by": "{owner} has signed it. You sign as the second.",
    "standard.drafted_by": "{who} has written it.",
    "standard.done": "Signed. It holds from now, as version {version} of the rules of {slug}.",
    "standard.done_filed": "Signed. It holds already, as its file says.",
    "standard.done_first": "Signed. {who} is asked to sign it too.",
    "standard.done_first_filed": "Signed. It holds already, as its file says. {who} is asked to sign it too.",
    "standard.done_no_second": "Signed. It takes a second signature, and there is nobody for it: name a deputy.",
    "standard.drafted": "{owner} is asked to sign it. Nothing changes until then.",
    "standard.not_yours": "{owner} signs what is good enough in {slug}. Nothing has changed.",
    "standard.not_yours_to_draft": "That is for who reviews or answers for {slug}. Tell {owner}. Nothing has changed.",
    "standard.signed_already": "What is good enough in {slug} is signed. There is nothing left to sign.",
    "standard.moved_on": "The rules of {slug} have changed since. Open this again, and read what holds now.",
    "standard.closed": "{slug} is {status}: nothing of it changes any more.",
    "standard.unreadable": "I cannot read the rules of {slug}. Whoever runs me has to apply its file again.",
    # Messages.
    "standard.ask_filed": (
        "What is good enough in {slug} was changed in its file. Please read and sign it. Until you do, nothing there is"
        " checked less."
    ),
    "standard.ask_first": (
        "What is good enough in {slug} is in force, and nobody has signed it. Please read and sign it. Until you do,"
        " nothing there is checked less."
    ),
    "standard.ask_many": "For you to read and sign: what is good enough. Until you do, nothing there is checked less.",
    "standard.ask_line": "{slug}",
    "standard.ask_more": "And {count} more, in App Home.",
    "standard.ask_draft": "{who} would change what is good enough in {slug}. Nothing changes until you sign it.",
    # In the place of the question, once somebody has signed it.
    "over.draft": "This is signed: what is good enough in {slug}.",
    "standard.ask_second": (
        "{owner} has signed what is good enough in {slug}. It is of high impact: it takes your signature too."
    ),
    "standard.tell_drafter": "{owner} has signed what you wrote: it is what is good enough in {slug} from now.",
    "standard.again_soon": "By {day} it is time to look again at what is good enough in {slug}.",
    "standard.again_due": "It is time to look again at what is good enough in {slug}: {day} has come.",
    "standard.again_how": "Is it still right? Change it, or give it another day. Until then it holds as it is.",
    # Where a workflow is shown.
    "standard.not_signed": "This standard is not signed yet. Until it is, nothing is checked less.",
    "standard.not_signed_yet": (
        "This standard is not signed yet. How much is checked was signed for on its own; nobody is asked for less"
        " until the standard is signed too."
    ),
    "standard.not_seconded_yet": (
        "This standard waits for a second signature. How much is checked was signed for on its own; nobody is "
        "asked for less until then."
    ),
    "standard.not_seconded": "This standard waits for a second signature. Until then, nothing is checked less.",
    "standard.look_again": "It is looked at again by {day}.",
    "standard.look_again_past": "It was to be looked at again by {day}.",
    "home.sign_standard": "Read and sign…",
    "home.change_standard": "Change what is good enough…",
    "home.not_signed": "{line} · its standard is not signed yet",
    "home.not_seconded": "{line} · its standard waits for a second signature",
    "home.past_date": "{line} · its standard is past its date ({day})",
}
