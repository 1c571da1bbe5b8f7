"""What tests stand on: a real PostgreSQL, a real browser, and a network that ends at loopback."""
