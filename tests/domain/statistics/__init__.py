"""Each formula against the values that were worked out for it, and against the laws that hold of any."""
