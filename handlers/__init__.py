"""What comes in or goes out, one message at a time; translates, never decides."""
