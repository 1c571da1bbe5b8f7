"""What checking costs, and what each output that is used must save for that."""

from __future__ import annotations

from dataclasses import dataclass

from domain.assumptions import Assumption
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.costs import break_even_minutes, costs_more_than_it_prevents
from domain.statistics.showing import ENOUGH

SIGNAL = Signal(
    key="cost",
    answers="How much of people's time does one take, and how much must it save for nothing to be lost?",
    formula="minutes of checking over outputs handed in; over wrong ones that were caught before they went out; and "
    "minutes of checking, clean-up and mistakes over outputs that were used, which is what each of them must save. "
    "Mistakes: those that got out, as estimated, else those that are known, times `costs.error_minutes`. Used: went "
    "out, and nobody called it of no use. Checking costs more than it prevents where it takes more minutes than "
    "`costs.error_minutes` for each wrong one, even if as many were caught as chance allows",
    unit="minutes",
    window="outputs, looks and clean-up of the period",
    minimum="30 handed in; 30 looks for what a wrong one costs; 30 used for what each must save; nothing where too few "
    "looks were measured. What is not measured of people's time is estimated, as told there",
    source="counted; Deming, Out of the Crisis, ch. 15; what one saves and what a mistake costs are assumptions, told "
    "with the day on which they were signed",
)


@dataclass(frozen=True)
class Cost:
    """What a period took, in minutes. `escaped`: how many wrong ones got out, estimated where that can be; `saves` and
    `error`: what one that is used is assumed to save, and a mistake to cost, None: not signed; `money_a_minute` None:
    minutes only. `is_floor`: some looks are not in `checking`, and nothing is reckoned with it.
    """

    handed_in: int = 0
    looks: int = 0
    checking: float = 0.0
    cleaned: float = 0.0
    caught: int = 0
    used: int = 0
    escaped: float = 0.0
    saves: Assumption | None = None
    error: Assumption | None = None
    money_a_minute: float | None = None
    is_floor: bool = False

    @property
    def a_piece(self) -> float | None:
        """Return the minutes of checking for each that was handed in; None of too few, or where none was looked at."""
        enough = self.handed_in >= ENOUGH and self.looks and not self.is_floor
        return self.checking / self.handed_in if enough else None

    @property
    def a_caught(self) -> float | None:
        """Return the minutes of checking for each wrong one that was caught; None of too few looks, or if none was."""
        enough = self.caught and self.looks >= ENOUGH and not self.is_floor
        return self.checking / self.caught if enough else None

    @property
    def break_even(self) -> float | None:
        """Return how many minutes each that was used must save; None of too few. Mistakes are in it where their cost is
        signed.
        """
        if self.used < ENOUGH or self.is_floor:
            return None
        mistakes = 0.0 if self.error is None else self.escaped * self.error.value
        return break_even_minutes(self.checking + self.cleaned + mistakes, self.used)

    @property
    def is_more_than_it_prevents(self) -> bool:
        """Say whether checking costs more than it prevents, chance or not."""
        if self.error is None or self.looks < ENOUGH or self.is_floor:
            return False
        caught = min(self.caught, self.looks)
        return costs_more_than_it_prevents(self.checking, self.looks, caught, self.error.value)

    @property
    def reading(self) -> Reading:
        """Return what one takes, beside what a wrong one costs, what must be saved, and what was assumed."""
        money = (
            None
            if self.a_piece is None or self.money_a_minute is None
            else self.a_piece * self.money_a_minute
        )
        counts = {
            "checking": self.checking,
            "looks": float(self.looks),
            "caught": float(self.caught),
            "minutes_a_caught_one": self.a_caught,
            "used": float(self.used),
            "must_save": self.break_even,
            "more_than_it_prevents": float(self.is_more_than_it_prevents),
            "money_a_piece": money,
        }
        assumed = (("minutes_saved", self.saves), ("error_minutes", self.error))
        rows: tuple[dict[str, str | float | None], ...] = tuple(
            {"assumed": name, "minutes": one.value, "signed_on": one.signed_on.isoformat()}
            for name, one in assumed
            if one is not None
        )
        figure = Figure(self.a_piece, None, None, self.handed_in, suppressed=self.a_piece is None)
        return Reading(figure, counts, rows)
