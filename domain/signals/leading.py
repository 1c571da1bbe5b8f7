"""The three figures that leaders read of each workflow."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.probes import Noticed
from domain.signals import noticing, peoples_time, wrong_ones_out
from domain.signals.peoples_time import PeoplesTime
from domain.signals.signal import Reading
from domain.signals.wrong_ones_out import WrongOnesOut


@dataclass(frozen=True)
class Leading:
    """Wrong ones that got out, people's time, and whether anybody would notice; of one workflow and one period."""

    wrong: WrongOnesOut = field(default_factory=WrongOnesOut)
    time: PeoplesTime = field(default_factory=PeoplesTime)
    noticed: Noticed = field(default_factory=Noticed)

    @property
    def readings(self) -> dict[str, Reading]:
        """Return each as numbers, by the key of its signal."""
        wrong, time, noticed = self.wrong, self.time, self.noticed
        may = noticed.may_be_shown
        return {
            wrong_ones_out.SIGNAL.key: Reading(
                wrong.figure,
                {
                    "gone_out": wrong.gone_out,
                    "looked_at": wrong.looked_at,
                    "wrong": wrong.wrong,
                    "stopped": wrong.stopped,
                    "too_late": wrong.late,
                    "reported": wrong.reported,
                    "tolerated": wrong.tolerated,
                    "versions": len(wrong.versions),
                },
                wrong.rows,
            ),
            peoples_time.SIGNAL.key: Reading(
                time.figure,
                {
                    "checking": time.checking,
                    "cleaning_up": time.cleaned,
                    "looks": time.looks,
                    "measured": time.measured,
                    "minutes_a_look": time.typical,
                },
            ),
            noticing.SIGNAL.key: Reading(
                noticing.noticing(noticed),
                {
                    "caught": noticed.caught if may else None,
                    "planted": noticed.planted if may else None,
                },
            ),
        }
