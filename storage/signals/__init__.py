"""What the signals are made of, read for one workflow or for many at once: a file for each, as in the domain."""
