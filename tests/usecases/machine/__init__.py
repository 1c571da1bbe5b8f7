"""A machine that does anything in any order to the real use cases, and an oracle that says what must come of it."""
