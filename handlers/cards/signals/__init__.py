"""The signals in words: a file for what leaders read, and one for each that stands behind it."""
