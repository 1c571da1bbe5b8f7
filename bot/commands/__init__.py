"""The commands, one thin function each: read what was typed, call what does it, say what came of it."""
