"""`python -m benchmarks`: what the program costs, as ratios. Exits with 1 if a promise is broken twice."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.bulk import measure_bulk
from benchmarks.busy_day import a_busy_day
from benchmarks.counting import count_submits
from benchmarks.digests import measure_digests
from benchmarks.flood import measure_flood
from benchmarks.intake import measure_intake
from benchmarks.machine import described
from benchmarks.pairs import Finding
from benchmarks.report import as_json, as_line, heads
from benchmarks.saturation import measure_burst, measure_saturation
from benchmarks.servers import SERVER_CORE, allow_open_files, serving, working
from benchmarks.waiting import measure_waiting

Measure = Callable[[], list[Finding]]
ROOT = Path(__file__).parents[1]
HISTORY = 1_000_000


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    pairs: int
    seconds: float


QUICK, FULL = Effort(pairs=5, seconds=1), Effort(pairs=20, seconds=3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="more and longer slices (some ten minutes)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--slack", action="store_true", help="only against the sandbox's limits (two minutes)"
    )
    parser.add_argument(
        "--day", action="store_true", help="only a busy day of 300 outputs on a movable clock (minutes)"
    )
    parser.add_argument(
        "--digests",
        type=int,
        metavar="OUTPUTS",
        help="only leaders' digests over a history of so many (10,000,000: half an hour, 11 GB)",
    )
    asked = parser.parse_args(arguments)
    tell = _silence if asked.json else partial(print, flush=True)
    # In the checkout, not where temporary files are kept: that may be memory, where a sync costs nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as name:
        machine = described(Path(name))
        tell(f"{machine}\n\n{heads()}")
        findings: list[Finding] = []
        effort = FULL if asked.full else QUICK
        for measure in _asked_for(asked, effort, Path(name)):
            found = twice_if_broken(measure)
            findings += found
            tell("\n".join(map(as_line, found)))
    if asked.json:
        print(as_json(machine, findings))
    return 1 if any(finding.verdict == "BROKEN" for finding in findings) else 0


def _asked_for(asked: argparse.Namespace, effort: Effort, folder: Path) -> Iterator[Measure]:
    if asked.day:
        return iter([lambda: asyncio.run(a_busy_day(folder))])
    if asked.digests:
        return iter([lambda: measure_digests(folder, asked.digests)])
    return slack_measures(folder) if asked.slack else measures(effort, folder)


def twice_if_broken(measure: Measure) -> list[Finding]:
    """Return what a measure finds; where a promise was not kept, what it finds the second time."""
    found = measure()
    broken = [finding.promise.what for finding in found if not finding.kept]
    if not broken:
        return found
    print(f"once more: {'; '.join(broken)}", file=sys.stderr)
    again = measure()
    return [first if first.kept else second for first, second in zip(found, again, strict=True)]


def measures(effort: Effort, folder: Path) -> Iterator[Measure]:
    """Give the measures in their order: each begins its servers when its turn comes."""
    files = allow_open_files()
    database = folder / "product.db"
    with working("benchmarks.load") as load, serving("benchmarks.product", str(folder)) as ours:
        with (
            serving("benchmarks.hello") as hello,
            serving("benchmarks.twin", str(folder / "twin.db")) as twin,
        ):
            yield lambda: measure_intake(load, ours, hello, twin, pairs=effort.pairs, seconds=effort.seconds)
        yield lambda: count_submits(load, ours)
        with working("benchmarks.bare", str(database), str(folder / "bare.db"), core=SERVER_CORE) as bare:
            yield lambda: measure_bulk(load, bare, ours, pairs=effort.pairs, seconds=effort.seconds)
    with working("benchmarks.flooding") as flooding:
        yield lambda: measure_flood(flooding, folder, seconds=2 * effort.seconds)
    with working("benchmarks.parked") as parked:
        yield lambda: measure_waiting(parked, folder, database, files=files)
    yield lambda: measure_digests(folder, HISTORY)


def slack_measures(folder: Path) -> Iterator[Measure]:
    """Give the measures against the sandbox, which take their time: its limits are by the minute."""
    allow_open_files()
    yield lambda: measure_saturation(folder, "bursty", floor=0.99)
    yield lambda: measure_saturation(folder, "strict", floor=0.85)
    yield lambda: measure_burst(folder)


def _silence(_: str) -> None:
    """Print nothing: what programs read is printed at the end."""


if __name__ == "__main__":
    sys.exit(main())
