"""The limit of bulk: the rows of a thousand outputs written by sqlite3's executemany, one synced commit.

Run as `python -m benchmarks.bare SOURCE TARGET`: it takes the rows that the product wrote into SOURCE, and the
product's own tables from there, keys, indexes and checks included, without its triggers.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator

from benchmarks.jobs import Job, answer_jobs

LINES = 1_000
# Each with the column that says which output a row belongs to.
TABLES = {
    "outputs": "id",
    "contents": "output_id",
    "reviews": "output_id",
    "evidence": "output_id",
    "outbox": "subject",
}
NUMBERED = {"evidence", "outbox"}  # SQLite gives their rows an id


class Bare:
    """A database with the product's tables, and rows of its kind that were never written before."""

    def __init__(self, source: str, target: str) -> None:
        self._conn = sqlite3.connect(target, isolation_level=None)
        self._conn.execute("PRAGMA journal_mode = WAL")
        self._conn.execute("PRAGMA synchronous = FULL")
        self._conn.execute("ATTACH ? AS source", (source,))
        self._rows: dict[str, list[dict[str, object]]] = {}
        for table in TABLES:
            self._copy(table)
        self._conn.execute("DETACH source")
        self._generation = 0

    def _copy(self, table: str) -> None:
        made = "SELECT sql FROM source.sqlite_master WHERE tbl_name = ? AND type IN ('table','index') AND sql > ''"
        for (sql,) in self._conn.execute(made, (table,)).fetchall():
            self._conn.execute(sql)
        which = f"{TABLES[table]} LIKE 'out%' ORDER BY {TABLES[table]} LIMIT {LINES}"
        cursor = self._conn.execute(f"SELECT * FROM source.{table} WHERE {which}")
        names = [column[0] for column in cursor.description]
        self._rows[table] = [dict(zip(names, row, strict=True)) for row in cursor]
        if len(self._rows[table]) < LINES:
            raise ValueError(f"there are only {len(self._rows[table])} rows of {table}")

    def fresh(self) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
        """Yield an INSERT and its thousand rows for each table, of outputs that are new."""
        self._generation += 1
        for table, rows in self._rows.items():
            names = [name for name in rows[0] if not (name == "id" and table in NUMBERED)]
            marks = ", ".join("?" * len(names))
            own = {TABLES[table], "idempotency_key"}
            again = [
                tuple(self._new_id(number) if name in own else row[name] for name in names)
                for number, row in enumerate(rows)
            ]
            yield f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", again

    def _new_id(self, number: int) -> str:
        return f"out_{self._generation:08d}{number:018d}"

    def write(self, statements: list[tuple[str, list[tuple[object, ...]]]]) -> None:
        """Write all of it in one transaction."""
        self._conn.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            self._conn.executemany(sql, rows)
        self._conn.execute("COMMIT")


def main() -> None:
    """Answer jobs that say for how long to write."""
    bare = Bare(*sys.argv[1:3])

    def work(job: Job) -> Job:
        written, spent = 0, 0.0
        while spent < job["seconds"]:
            statements = list(bare.fresh())
            began = time.perf_counter()
            bare.write(statements)
            spent += time.perf_counter() - began
            written += LINES
        return {"outputs_per_second": written / spent}

    answer_jobs(work)


if __name__ == "__main__":
    main()
