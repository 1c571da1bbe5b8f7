"""The rules, tried as plain functions."""
