"""Slack's Web API, as far as a reviewing bot needs it."""
