"""Triggers since the first schema: what was said, shown, signed or let out is never changed behind it."""

from __future__ import annotations

from dataclasses import dataclass

_SQLITE = (
    "CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{says}'); END"
)
_FUNCTION = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF ({wrong}) THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514'; END IF; RETURN {row}; END $$"""
_POSTGRESQL = "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


@dataclass(frozen=True)
class Guard:
    """Before this event a row is looked at; where `wrong` holds, in the words of both databases, all is undone."""

    name: str
    event: str
    table: str
    wrong: str
    says: str

    def statements(self, dialect: str) -> tuple[str, ...]:
        """Return what makes it."""
        parts = vars(self) | {"row": "OLD" if self.event == "DELETE" else "NEW"}
        shapes = (_SQLITE,) if dialect == "sqlite" else (_FUNCTION, _POSTGRESQL)
        return tuple(shape.format(**parts) for shape in shapes)

    def undoing(self, dialect: str) -> str:
        """Return what takes it away."""
        if dialect == "sqlite":
            return f"DROP TRIGGER {self.name}"
        return f"DROP FUNCTION {self.name}() CASCADE"


@dataclass(frozen=True)
class Guards:
    """Those that one revision makes: looking at rows, and keeping tables from being emptied at one blow (PostgreSQL:
    SQLite has no such statement).
    """

    rows: tuple[Guard, ...]
    never_emptied: tuple[str, ...] = ()

    def making(self, dialect: str) -> list[str]:
        """Return what makes them, in order."""
        made = [statement for guard in self.rows for statement in guard.statements(dialect)]
        if dialect == "postgresql":
            made += [
                f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION evidence_kept()"
                for table in self.never_emptied
            ]
        return made

    def undoing(self, dialect: str) -> list[str]:
        """Return what takes them away."""
        undone = [guard.undoing(dialect) for guard in self.rows]
        if dialect == "postgresql":
            undone += [f"DROP TRIGGER {table}_not_emptied ON {table}" for table in self.never_emptied]
        return undone


def _rank(lane: str) -> str:
    return f"CASE {lane} WHEN 'automated' THEN 0 WHEN 'reviewed' THEN 1 ELSE 2 END"


def _changed(*columns: str) -> str:
    """Return that one of these columns, none of which is ever null, is about to change."""
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def _changed_or_nulled(*columns: str) -> str:
    """Return that one of these columns is about to change, null being a value too."""
    return " OR ".join(
        f"(NEW.{column} IS NULL) <> (OLD.{column} IS NULL) OR NEW.{column} <> OLD.{column}"
        for column in columns
    )


_NOT_GONE_OUT = "NOT EXISTS (SELECT 1 FROM releases WHERE output_id = NEW.output_id)"

_GUARDS = (
    Guard(
        "outputs_never_lighter",
        "UPDATE OF lane, needed",
        "outputs",
        f"NEW.needed < OLD.needed OR {_rank('NEW.lane')} < {_rank('OLD.lane')}",
        "an output never asks for less than before",
    ),
    Guard(
        "outputs_whose",
        "UPDATE OF workflow, api_key_id, requested_by, supersedes, idempotency_key, submitted_at",
        "outputs",
        _changed("workflow", "api_key_id", "idempotency_key", "submitted_at")
        + " OR "
        + _changed_or_nulled("requested_by", "supersedes"),
        "whose it is never changes",
    ),
    Guard(
        "outputs_text",
        "UPDATE OF current_sha256",
        "outputs",
        f"({_changed('current_sha256')}) AND (OLD.state <> 'in_review' OR NOT EXISTS"
        " (SELECT 1 FROM contents WHERE output_id = NEW.id AND sha256 = NEW.current_sha256))",
        "this text is not one that can be judged",
    ),
    Guard(
        "outputs_gone_out",
        "UPDATE OF released_sha256",
        "outputs",
        "(OLD.released_sha256 IS NULL AND NEW.released_sha256 <> NEW.current_sha256)"
        f" OR (OLD.released_sha256 IS NOT NULL AND ({_changed_or_nulled('released_sha256')}))",
        "what goes out is what was judged, and stays so",
    ),
    Guard("contents_kept", "UPDATE", "contents", "1 = 1", "a text never changes"),
    Guard("contents_not_deleted", "DELETE", "contents", "1 = 1", "a text is never deleted"),
    Guard(
        "votes_kept",
        "UPDATE",
        "votes",
        _changed(
            "id", "output_id", "sha256", "policy_id", "person", "verdict", "via", "source", "recorded_at"
        )
        + " OR (NEW.final_at <> OLD.final_at AND OLD.verdict <> 'reject')"
        + " OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)"
        + " OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS NULL)",
        "what somebody said never changes",
    ),
    Guard("votes_not_deleted", "DELETE", "votes", "1 = 1", "what somebody said is never deleted"),
    Guard(
        "approvals_given",
        "INSERT",
        "approvals",
        "NOT EXISTS (SELECT 1 FROM votes WHERE output_id = NEW.output_id AND sha256 = NEW.sha256"
        " AND person = NEW.person AND via = NEW.via AND verdict <> 'reject'"
        " AND withdrawn_at IS NULL AND voided_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM outputs JOIN api_keys ON api_keys.id = outputs.api_key_id"
        " WHERE outputs.id = NEW.output_id"
        " AND NEW.person IN (outputs.requester, outputs.requested_by, api_keys.owner))",
        "nobody who may has approved this",
    ),
    Guard("approvals_kept", "UPDATE", "approvals", "1 = 1", "an approval never changes"),
    Guard(
        "releases_frozen",
        "UPDATE",
        "releases",
        _changed("output_id", "sha256", "policy_id", "needed", "lane", "kind", "released_at")
        + " OR "
        + _changed_or_nulled("slot", "permit_id", "idempotency_key"),
        "a release never changes",
    ),
    Guard("permits_kept", "UPDATE", "permits", "1 = 1", "a signature never changes"),
    Guard("permits_not_deleted", "DELETE", "permits", "1 = 1", "a signature is never deleted"),
    Guard(
        "workflow_decisions_kept", "UPDATE", "workflow_decisions", "1 = 1", "what was decided never changes"
    ),
    Guard(
        "workflow_decisions_not_deleted",
        "DELETE",
        "workflow_decisions",
        "1 = 1",
        "what was decided is never deleted",
    ),
    Guard("workflows_born", "INSERT", "workflows", "NEW.lane = 'automated'", "nobody has signed for this"),
    Guard(
        "workflows_signed",
        "UPDATE OF lane",
        "workflows",
        f"{_rank('NEW.lane')} < {_rank('OLD.lane')} AND COALESCE((SELECT becomes FROM workflow_decisions"
        " WHERE workflow = NEW.slug AND subject = 'lane' ORDER BY id DESC LIMIT 1), '') <> NEW.lane",
        "nobody has signed for this",
    ),
    Guard("moves_added", "INSERT", "moves", "1 = 1", "the moves are the rules"),
    Guard("moves_kept", "UPDATE", "moves", "1 = 1", "the moves are the rules"),
    Guard("moves_not_deleted", "DELETE", "moves", "1 = 1", "the moves are the rules"),
    Guard("reports_born", "INSERT", "reports", _NOT_GONE_OUT, "this has not gone out"),
    Guard(
        "reports_answered",
        "UPDATE",
        "reports",
        f"OLD.state <> 'open' AND ({_changed('state', 'judged_by', 'judged_at')})",
        "an answer stays as it is",
    ),
    Guard("feedback_born", "INSERT", "feedback", _NOT_GONE_OUT, "this has not gone out"),
    Guard(
        "put_rights_born",
        "INSERT",
        "put_rights",
        f"{_NOT_GONE_OUT} OR NOT EXISTS"
        " (SELECT 1 FROM outputs WHERE id = NEW.output_id AND state = 'recalled')"
        " OR (NEW.report_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reports"
        " WHERE id = NEW.report_id AND output_id = NEW.output_id AND state = 'confirmed'))",
        "nothing here has to be put right",
    ),
)

LATER = Guards(
    _GUARDS,
    never_emptied=("releases", "policies", "permits", "votes", "contents", "workflow_decisions"),
)
