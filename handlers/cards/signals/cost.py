"""What checking costs, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.cost import Cost
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.signals.measures import counted, each


def words(found: Cost) -> Iterator[Sentence]:
    """Give what one takes and a wrong one costs, and what each that is used must save; nothing of too few."""
    if found.a_piece is not None:
        yield say("cost.checking", each=_with_money(found, found.a_piece), caught=_caught(found))
    if found.break_even is None:
        return
    if found.saves is None:
        yield say("cost.must_save", each=each(found.break_even))
    else:
        day = spelled(found.saves.signed_on)
        yield say("cost.against", each=each(found.break_even), saved=each(found.saves.value), day=day)


def _with_money(found: Cost, minutes: float) -> str:
    if found.money_a_minute is None:
        return each(minutes)
    return plain("cost.money", each=each(minutes), money=f"{minutes * found.money_a_minute:,.2f}")


def _caught(found: Cost) -> str:
    if not found.caught:
        said = plain("cost.none_caught", looks=counted(found.looks))
    elif found.a_caught is None:
        return ""
    else:
        said = plain("cost.a_caught", each=each(found.a_caught))
    if found.error is None or not found.is_more_than_it_prevents:
        return said
    return said + plain("cost.more", error=each(found.error.value))
