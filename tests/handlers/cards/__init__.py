"""How things look in Slack."""
