"""Triggers of the first schema: only the moves there are, nothing born decided, evidence never touched."""

from __future__ import annotations

from collections.abc import Mapping

# As they stood when the schema was made; domain.outputs.MOVES is compared with the table by a test.
MOVES = (
    ("in_review", "approved"),
    ("in_review", "rejected"),
    ("in_review", "expired"),
    ("in_review", "superseded"),
    ("in_review", "recalled"),
    ("approved", "released"),
    ("approved", "in_review"),
    ("approved", "superseded"),
    ("approved", "recalled"),
    ("released", "recalled"),
)

_SQLITE = (
    """CREATE TRIGGER outputs_moves BEFORE UPDATE OF state ON outputs
    WHEN NEW.state <> OLD.state
    AND NOT EXISTS (SELECT 1 FROM moves WHERE was = OLD.state AND becomes = NEW.state)
    BEGIN SELECT RAISE(ABORT, 'an output cannot move so'); END""",
    """CREATE TRIGGER outputs_born BEFORE INSERT ON outputs
    WHEN NEW.state <> CASE NEW.needed WHEN 0 THEN 'released' ELSE 'in_review' END
    BEGIN SELECT RAISE(ABORT, 'an output cannot begin so'); END""",
    """CREATE TRIGGER outputs_frozen BEFORE UPDATE OF kind, policy_id, approvals, content_sha256 ON outputs
    WHEN (NEW.kind, NEW.policy_id, NEW.approvals, NEW.content_sha256)
      <> (OLD.kind, OLD.policy_id, OLD.approvals, OLD.content_sha256)
    BEGIN SELECT RAISE(ABORT, 'this is frozen'); END""",
    """CREATE TRIGGER releases_born BEFORE INSERT ON releases WHEN NEW.state <> 'released'
    BEGIN SELECT RAISE(ABORT, 'a release cannot begin so'); END""",
    """CREATE TRIGGER releases_kept BEFORE DELETE ON releases
    BEGIN SELECT RAISE(ABORT, 'a release is never deleted'); END""",
    """CREATE TRIGGER policies_frozen BEFORE UPDATE ON policies
    BEGIN SELECT RAISE(ABORT, 'a policy version never changes'); END""",
    """CREATE TRIGGER policies_kept BEFORE DELETE ON policies
    BEGIN SELECT RAISE(ABORT, 'a policy version is never deleted'); END""",
    """CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
    BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END""",
    """CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
    BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END""",
    """CREATE TRIGGER evidence_waits AFTER INSERT ON evidence
    BEGIN INSERT INTO evidence_unsealed (evidence_id) VALUES (NEW.id); END""",
)

_REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = '23514'"

_POSTGRESQL = (
    f"""CREATE FUNCTION outputs_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        IF NEW.state <> (CASE NEW.needed WHEN 0 THEN 'released' ELSE 'in_review' END) THEN
          {_REFUSE.format("an output cannot begin so")}; END IF;
      ELSIF (NEW.kind, NEW.policy_id, NEW.approvals, NEW.content_sha256)
        IS DISTINCT FROM (OLD.kind, OLD.policy_id, OLD.approvals, OLD.content_sha256) THEN
        {_REFUSE.format("this is frozen")};
      ELSIF NEW.state <> OLD.state
        AND NOT EXISTS (SELECT 1 FROM moves WHERE was = OLD.state AND becomes = NEW.state) THEN
        {_REFUSE.format("an output cannot move so")};
      END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER outputs_moves BEFORE INSERT OR UPDATE ON outputs
      FOR EACH ROW EXECUTE FUNCTION outputs_moves()""",
    f"""CREATE FUNCTION releases_born() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.state <> 'released' THEN {_REFUSE.format("a release cannot begin so")}; END IF;
      RETURN NEW; END $$""",
    """CREATE TRIGGER releases_born BEFORE INSERT ON releases
      FOR EACH ROW EXECUTE FUNCTION releases_born()""",
    f"""CREATE FUNCTION evidence_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      {_REFUSE.format("this is never changed or deleted")}; END $$""",
    """CREATE TRIGGER releases_kept BEFORE DELETE ON releases
      FOR EACH ROW EXECUTE FUNCTION evidence_kept()""",
    """CREATE TRIGGER policies_kept BEFORE UPDATE OR DELETE ON policies
      FOR EACH ROW EXECUTE FUNCTION evidence_kept()""",
    """CREATE TRIGGER evidence_kept BEFORE UPDATE OR DELETE ON evidence
      FOR EACH ROW EXECUTE FUNCTION evidence_kept()""",
    """CREATE TRIGGER evidence_not_emptied BEFORE TRUNCATE ON evidence
      FOR EACH STATEMENT EXECUTE FUNCTION evidence_kept()""",
    """CREATE FUNCTION evidence_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO evidence_unsealed (evidence_id) VALUES (NEW.id); RETURN NULL; END $$""",
    """CREATE TRIGGER evidence_waits AFTER INSERT ON evidence
      FOR EACH ROW EXECUTE FUNCTION evidence_waits()""",
)

GUARDS: Mapping[str, tuple[str, ...]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
