"""One file, one verb: each a plain function of (transaction, command)."""
