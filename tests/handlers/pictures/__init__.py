"""Tests of the pictures below the leaders' message."""
