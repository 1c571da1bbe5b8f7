"""The process: settings, command line, wiring, demo."""
