"""The root of every error that the terminal raises itself.

TerminalError
    AmountError         a typed amount that is no amount
    IllegalEvent        a bug: an event that a sale's state does not know
    ConfigError         the configuration cannot be used
    JournalError        the journal cannot be opened or written
        JournalLocked   another process has it open
        JournalDamaged  the file is no journal of ours
    RequestKnown        the key that a register sent began a sale before
    ClientError         between a register and a terminal; its own tree is in client/errors.py
    MissingGlyph        a character that the screen's font lacks
    DisplayUnusable     the configured display cannot be driven
"""


class TerminalError(Exception):
    """Something the terminal can explain in one sentence."""
