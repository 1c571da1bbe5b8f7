"""Questions: a reviewer's, and ours to one person."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # A reviewer's question: on the card, in the thread, and in the modals to ask and to answer.
    "card.clock_stands": "· the clock stands until there is an answer",
    "card.summary_stands": "{workflow}. The clock stands until there is an answer.",
    "question.open": "{who} asked: “{text}” · waiting for {waiting}",
    "question.asked": "{who} asked: “{text}”",
    "question.answer": "{who}: “{text}”",
    "question.by_system": "The AI system",
    "question.put": "{asked}, {who} has a question about {title}:",
    "question.put_to_owner": "{owner}, {asked} has not answered {who} for a working day:",
    "question.text": "“{text}”",
    "question.how": "Write the answer here in the thread, or press Answer. The reviewers wait for it.",
    "question.how_without_card": "Press Answer. The reviewers wait for it.",
    "question.answered": "{asker}, {who} has answered. It is yours again, by {due}.",
    "question.answered_by_system": "{asker}, the AI system has answered. It is yours again, by {due}.",
    "question.thanks": "Thanks, that is your answer. {by} is told.",
    "button.ask": "Ask",
    "button.answer": "Answer",
    "modal.ask": "Ask about this",
    "modal.question_label": "What do you want to know?",
    "modal.ask_then": "{who} is asked in the thread. The clock stands until there is an answer.",
    "modal.answer": "Your answer",
    "modal.answer_label": "What is the answer?",
    "modal.write_something": "Please write something.",
    "refused.already_answered": "{by} has answered this already, at {at}. Nothing has changed.",
    "refused.no_question": "Nobody waits for an answer here any more, but thanks. Nothing has changed.",
    "refused.not_asked": "This is for {asked} to answer. Nothing has changed.",
    "refused.question_open": "{by} has asked already: “{question}” Nobody has answered yet. Nothing has changed.",
    # Words that a reviewer wrote in a card's thread.
    "words.count_as": "Count this as:",
    "words.count_as_approved": "{who} approved this already. Count your words as:",
    "words.count_as_own": "You have just approved this. Count your words as:",
    "words.approved": "It counts as your approval.",
    "words.asked": "It counts as a question.",
    "words.taken_back": "Your approval is taken back.",
    "words.nothing": "All right, it counts as nothing.",
    "words.unreachable": "Slack does not give us your words just now. Please press again. Nothing has changed.",
    "words.gone": "What you wrote is not there any more. Nothing has changed.",
    "words.button.approve": "Approve",
    "words.button.reject": "Reject",
    "words.button.question": "A question",
    "words.button.take_back": "Take my approval back",
    "words.button.nothing": "Nothing",
    # Questions to one person.
    "ask.reason": "It's stopped. What was it, {who}?",
    "ask.reason_held": "It's held until the objection is settled. What is it, {who}?",
    "ask.reason_thanks": "Thanks. Noted: {why}.",
    "ask.reason_skipped": "All right, no reason.",
    "ask.objection": "{judge}: {who} objects to what {approver} approved ({title}). Until you decide it stays here.",
    "ask.objection_why": "{who} says: {why}",
    "ask.upheld": "{who} stopped it. It is not going out.",
    "ask.overruled": "{who} says it can go out. The approval counts again.",
}
