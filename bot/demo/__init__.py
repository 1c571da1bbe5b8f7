"""The demo: a company in the sandbox workspace, its AI systems, and colleagues who review."""
