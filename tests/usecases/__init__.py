"""Use cases as plain functions, on both databases."""
