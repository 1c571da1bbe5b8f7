"""What goes out, seen from the other side: a workspace over real sockets."""
