"""The journal: every sale on disk before it can cost money."""
