"""The configuration: one frozen object, read once at start."""
