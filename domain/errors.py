"""What counts as an error of the AI: said in one place, for tightening and for counting alike."""

from __future__ import annotations

from collections.abc import Collection

from domain.outputs import Output, Verdict
from domain.policy import ErrorKind

# What is never tolerated, by the reason that people give for stopping it.
_NEVER = "unsafe"


def counts_as_error(verdict: Verdict, kinds: Collection[ErrorKind], reason: str | None = None) -> bool:
    """Say whether an output of which this was said was not good enough. `kinds` are those that its standard names;
    `reason` is why it was stopped, None where nobody has said.
    """
    if verdict == "approve":
        return False
    if verdict == "fix":
        return "edited" in kinds
    return "rejected" in kinds or ("critical" in kinds and is_critical(reason))


def verdict_on(output: Output) -> Verdict:
    """Return what people have said of an output that they let pass: what they corrected was not good as it was."""
    return "fix" if output.current_sha256 != output.content_sha256 else "approve"


def is_critical(reason: str | None) -> bool:
    """Say whether somebody stopped it for something that is never tolerated. None: nobody has said why."""
    return reason == _NEVER
