"""Signals: what figures say, and when they say nothing."""
