"""What the company's people are asked by the bot, and answer: did you use it, and what do you think of it?"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.demo.life import Living
from bot.demo.story import Opinion
from domain.pulse import HIGHEST, LOWEST, OF, Answer, Round
from storage.tables import pulse_asks, use_questions
from usecases.answer_pulse import AnswerPulse, answer_pulse
from usecases.answer_use_question import AnswerUseQuestion, answer_use_question

# Of those who have a question before them, so many get round to it on a working day; after five it is forgotten.
_A_DAY = 0.5
_FORGOTTEN_AFTER = timedelta(days=5)
# How far people are from each other in what they think: points from 1 to 7, and of 100, told in fives.
_APART, _APART_OF_100, _FIVES = 0.7, 5.0, 5


def answer_questions(living: Living, at: datetime, _: None) -> None:
    """Let some of those who were asked answer."""
    for slug, story in living.cast.stories.items():
        if story.opinion is not None:
            _say_what_they_think(living, at, slug, story.opinion)
    _say_whether_they_used_it(living, at)


def _say_what_they_think(living: Living, at: datetime, slug: str, opinion: Opinion) -> None:
    round_ = Round.at(at, ZoneInfo(living.cast.timezone))
    before_them = select(pulse_asks.c.person).where(
        pulse_asks.c.workflow == slug,
        pulse_asks.c.round == str(round_),
        pulse_asks.c.state.in_(("asked", "reminded")),
    )
    day = living.story_day(at)
    for person in living.tx.conn.execute(before_them.order_by(pulse_asks.c.person)).scalars().all():
        if living.happens(_A_DAY):
            confident, reliable, trusted = (_near(living, opinion.trust_on(day)) for _ in range(3))
            right = round(living.chance.gauss(opinion.right_on(day), _APART_OF_100) / _FIVES) * _FIVES
            answer = Answer(confident, reliable, trusted, min(OF, max(0, right)))
            answer_pulse(living.tx, AnswerPulse(slug, round_, person, answer))


def _near(living: Living, amount: float) -> int:
    return min(HIGHEST, max(LOWEST, round(living.chance.gauss(amount, _APART))))


def _say_whether_they_used_it(living: Living, at: datetime) -> None:
    since = (living.day(at) - _FORGOTTEN_AFTER).isoformat()
    before_them = (
        select(use_questions.c.output_id, use_questions.c.workflow, use_questions.c.person)
        .where(use_questions.c.state == "asked", use_questions.c.day >= since)
        .order_by(use_questions.c.output_id)
    )
    for output_id, slug, person in living.tx.conn.execute(before_them).all():
        story, who = living.cast.stories.get(slug), living.somebody(person, at)
        if story is None or story.opinion is None or who is None or not living.happens(_A_DAY):
            continue
        (said,) = living.chance.choices(list(story.opinion.used), list(story.opinion.used.values()))
        answer = AnswerUseQuestion(output_id, who, said, living.new_id("fb", at), at)
        living.done(answer_use_question(living.tx, answer))
