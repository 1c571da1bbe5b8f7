"""Whether `serve` has what it needs, and the file of workflows reads well."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checks.finding import Finding, fit, note, unfit
from bot.config import Settings, needed_to_serve
from domain.counting import counted
from domain.workflow_file import Problem, WorkflowFile, parse


def settings_findings(settings: Settings) -> Iterator[Finding]:
    """Give what is missing, and what the settings amount to. No secret is in it."""
    missing = needed_to_serve(settings)
    yield from (unfit("settings", line) for line in missing)
    if not missing:
        way = "Socket Mode" if settings.app_token else f"signed HTTP at {settings.public_url}/slack/events"
        yield fit("settings", f"Slack's events come by {way}; the API is at {settings.public_url}")
    if settings.secret is not None:
        yield fit("secret", f"set, {len(settings.secret.encode())} bytes")
    if settings.allow_local_callbacks:
        yield note(
            "settings",
            "ANSWERABLE_ALLOW_LOCAL_CALLBACKS: webhooks may go to this machine; not for production",
        )
    if settings.leaders_channel is None:
        yield note("settings", "ANSWERABLE_LEADERS_CHANNEL: it is not set, so no weekly summary is sent")
    if settings.workflows is not None:
        yield from _file(settings)


def _file(settings: Settings) -> Iterator[Finding]:
    path = settings.workflows
    assert path is not None
    try:
        found = parse(path.read_text(encoding="utf-8"), file=path.name, timezone=settings.timezone)
    except (OSError, UnicodeDecodeError) as error:
        found = [
            Problem(path.name, "everything", f"it cannot be read ({type(error).__name__})", "name another")
        ]
    if isinstance(found, WorkflowFile):
        yield fit("workflows file", f"{path.name}: {counted(len(found.workflows), 'workflow')}")
    else:
        yield from (unfit("workflows file", str(problem)) for problem in found)
