"""Text from outside, such as the names that devices choose for themselves, as it may be shown."""


def printable(text: str) -> str:
    """Return the text without what could steer a terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)
