"""The command line: terminal-daemon."""
