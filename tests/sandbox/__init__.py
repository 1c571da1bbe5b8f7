"""The sandbox, as Slack clients and people meet it."""
