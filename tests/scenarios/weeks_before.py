"""What happened in the weeks before a day: enough for a picture of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from domain.outputs import Output
from domain.weeks import Week
from storage.database import Database
from storage.tables import api_keys
from tests.builders import Company
from usecases.recall_output import RecallOutput, recall_output
from usecases.submit_output import submit_output

OF_THEN = "A text of then"


def weeks_go_by(db: Database, now: datetime) -> tuple[str, ...]:
    """Something came in, and was taken back, in the week before the last before `now`. Return the files of the pictures
    that there are to be of the last: how much came in.
    """
    last = Week.of(now.date()).before
    wednesday = datetime.fromisocalendar(last.before.year, last.before.number, 3).replace(tzinfo=now.tzinfo)
    key = db.read_now(lambda conn: conn.execute(select(api_keys)).one())
    command = Company(db, wednesday).submission(title=OF_THEN, key_id=key.id, key_owner=key.owner)
    db.write_now(submit_output, command)
    taken = db.write_now(recall_output, RecallOutput(command.output_id, command.workflow, key.id, wednesday))
    assert isinstance(taken, Output), taken
    return (f"load-{last}.png",)
