"""Tables, queries and the database; stores what was decided, never decides."""
