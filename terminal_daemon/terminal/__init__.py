"""The running terminal: one queue of events; journal first, wire second."""
