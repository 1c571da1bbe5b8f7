"""What comes in and goes out, against the real thing or a sandbox of it."""
