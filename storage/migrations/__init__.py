"""Alembic migrations; `storage.migrate` runs them."""

from __future__ import annotations
