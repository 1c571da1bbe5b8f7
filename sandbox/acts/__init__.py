"""What people do: each act is a function that changes the world and waits for the app's ack."""
