"""The gateway from the other side, for the demo, for tests and for integrators."""
