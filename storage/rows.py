"""Many rows at once, past SQLAlchemy's work for each row, which costs a submit as much as SQLite does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table


def add_rows(
    conn: Connection,
    table: Table,
    rows: Sequence[Mapping[str, object]],
    *,
    columns: tuple[str, ...] | None = None,
    on_conflict: str = "",
) -> None:
    """Add rows in this transaction, by one statement; none is fine.

    All have the keys of the first; with `columns` only these of them count. `on_conflict` is SQL that both
    databases know. Raises KeyError for what is no column, and as `Connection.execute`.
    """
    if rows:
        names = columns or tuple(rows[0])
        insertion = _insertion(table, names, conn.dialect, on_conflict)
        conn.exec_driver_sql(insertion.sql, insertion.values(rows))


@dataclass(frozen=True)
class _Insertion:
    """A statement, which values of a row it takes, and how those of special types are spelt for the driver."""

    sql: str
    take: Callable[[Any], tuple[object, ...]]
    spell: tuple[tuple[int, Callable[[Any], object]], ...]

    def values(self, rows: Sequence[Mapping[str, object]]) -> list[tuple[object, ...]]:
        columns: list[Any] = list(zip(*map(self.take, rows), strict=True))
        for place, spelt in self.spell:
            columns[place] = map(spelt, columns[place])
        return list(zip(*columns, strict=True))


@lru_cache(maxsize=256)
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect, on_conflict: str) -> _Insertion:
    columns = [table.c[name] for name in names]
    quote = dialect.identifier_preparer
    named = ", ".join(quote.format_column(column) for column in columns)
    marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(columns))
    end = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    spell = (column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns)
    return _Insertion(
        sql=f"INSERT INTO {quote.format_table(table)} ({named}) VALUES ({marks}){end}",  # noqa: S608 - our own names
        take=itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],),
        spell=tuple((place, spelt) for place, spelt in enumerate(spell) if spelt is not None),
    )
