"""The whole bot against the sandbox, over real sockets."""
