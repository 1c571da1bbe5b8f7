"""The HTTP API, served over a real socket."""
