"""Second looks: what is said to whoever gives one, and to whoever settles what two disagree about."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # In Review now.
    "second.facts": "{workflow} · a second look",
    "second.facts_for": "{workflow} · for {who} · a second look",
    "second.what": (
        "Somebody has judged this already, and how is not shown. What do you think of it? It changes nothing by "
        "itself; it tells how far two of you agree."
    ),
    "second.foot": "What you say here is kept at once.",
    "second.kept": "Kept. Nothing changes by it.",
    "button.second_approve": "Good enough",
    "button.second_reject": "Not good enough",
    "modal.second_reject": "Not good enough?",
    "refused.second_look_over": "That second look is not asked for any more. Nothing was recorded.",
    "refused.second_look_known": (
        "You have had to do with that one, so somebody else gives the second look. Nothing was recorded."
    ),
    "home.seconds": "{count} second looks",
    "home.seconds_one": "1 second look",
    "home.and_seconds": "{line}, and {seconds}",
    # How they agree.
    "agree.few": "Do two of us agree? {count} second looks, by too few people to say.",
    "agree.few_one": "Do two of us agree? 1 second look, by too few people to say.",
    "agree.counts": "Do two of us agree? In {agreed} of {count} second looks.",
    "agree.share": (
        "Do two of us agree? In {agreed} of {count} second looks: {share} in 100; it could be {low} to {high}."
    ),
    "agree.rejections": "Of {count} rejections in them, the other had rejected {shared} too.",
    "relax.second_looks": "Wrong ones that second looks found: {count}; not let through by the first: {found}",
    "home.agree": "{line} · two agree in {agreed} of {count} second looks",
    # To whoever answers for it.
    "home.to_settle": "Two reviewers disagree",
    "home.disagreement": "{title} ({workflow}) · by {due}",
    "disagreement.asked": (
        "{judge}, two reviewers disagree about {title} ({workflow}). Neither knew what the other had said."
    ),
    "disagreement.first_approve": "The first: good enough.",
    "disagreement.first_fix": "The first corrected it.",
    "disagreement.first_reject": "The first stopped it.",
    "disagreement.first_reject_why": "The first stopped it: {why}",
    "disagreement.second_approve": "The second: good enough as it was.",
    "disagreement.second_reject": "The second: not good enough.",
    "disagreement.second_reject_why": "The second: not good enough: {why}",
    "disagreement.released": "It has gone out. If the first was wrong, it is taken back and you put it right.",
    "disagreement.approved": "It has not gone out yet. If the first was wrong, it is stopped.",
    "disagreement.stopped": "It is stopped and stays so, whichever was right.",
    "disagreement.corrected": "What was handed in did not go out as it was, and nothing changes, whichever was right.",
    "disagreement.other": "Nothing changes, whichever was right.",
    "disagreement.by": "Please say which was right by {due}.",
    "disagreement.stands": "{who}: the first verdict on {title} stands. Two reviewers disagreed.",
    "disagreement.was_wrong": "{who}: the first verdict on {title} was wrong. Two reviewers disagreed.",
    "disagreements.head": "Two reviewers disagree about {count}, and nobody has said which was right.",
    "disagreements.head_one": "Two reviewers disagree about 1, and nobody has said which was right.",
    "disagreements.last": "Nobody hears after you. It stays as it is until someone says.",
    "leaders.disagreements": "{slug} · {count} about which two reviewers disagree, the first late since {since}",
    "button.first_stands": "The first stands",
    "button.first_was_wrong": "The first was wrong",
    "refused.no_disagreement": "There is nothing to settle there. Nothing has changed.",
    "refused.own_disagreement": (
        "It is yours too, so you may only say that the first was wrong; that it stands is for a deputy to say."
    ),
    "refused.disagreement_settled": "{by} has settled that already. Nothing has changed.",
}
