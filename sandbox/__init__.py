"""A Slack that runs on your machine, for people and for tests; imports nothing of the bot."""
