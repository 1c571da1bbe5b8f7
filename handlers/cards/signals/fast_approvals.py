"""That approvals come fast and more is planted for that, in words; of nobody, and no verdict."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.fast_approvals import FastApprovals
from handlers.cards.phrase import Sentence, say


def words(found: FastApprovals) -> Iterator[Sentence]:
    """Give how many were fast and what comes of it, where there are many and it tells of nobody; else nothing."""
    if found.may_be_told and found.are_many:
        yield say("fast.many", fast=found.fast, count=found.looks)
