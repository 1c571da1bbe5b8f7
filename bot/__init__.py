"""The running process: wires everything together; imported by nobody."""
