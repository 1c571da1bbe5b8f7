"""workflows.toml: text in, typed rules out, or everything that is wrong with it, at once."""

from __future__ import annotations

from domain.workflow_file.file import Organisation, Team, WorkflowFile, parse
from domain.workflow_file.later import LATER, is_later, stored_for_later
from domain.workflow_file.problem import Problem
from domain.workflow_file.workflow import WorkflowEntry

__all__ = [
    "LATER",
    "Organisation",
    "Problem",
    "Team",
    "WorkflowEntry",
    "WorkflowFile",
    "is_later",
    "parse",
    "stored_for_later",
]
