"""Alembic's entry: runs revisions on the connection of `storage.migrate`, or writes them as a script."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

connection = context.config.attributes.get("connection")
if connection is not None:
    # The caller's transaction holds all revisions: it commits them, or none.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=False)
else:
    dialect = context.config.attributes["dialect"]
    context.configure(dialect_name=dialect, target_metadata=metadata, literal_binds=True)

with context.begin_transaction():
    context.run_migrations()
