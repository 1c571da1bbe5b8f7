"""What Slack accepts as blocks, and what it says about the rest."""
