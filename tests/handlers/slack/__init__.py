"""Slack, both ways, against a workspace over real sockets."""
