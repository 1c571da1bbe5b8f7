"""The lives of outputs, played at random and judged by a book kept apart from the rules."""
