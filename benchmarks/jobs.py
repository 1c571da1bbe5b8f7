"""A helper process's side of a measurement: a line of JSON in, a line of JSON out, until its input ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

Job = dict[str, Any]


def answer_jobs(work: Callable[[Job], Job]) -> None:
    """Answer each line on standard input with what `work` makes of it."""
    for line in sys.stdin:
        print(json.dumps(work(json.loads(line))), flush=True)
