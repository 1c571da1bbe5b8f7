"""Tests. Sub-folders mirror the house's rooms; scenarios drive the whole bot against the sandbox."""
