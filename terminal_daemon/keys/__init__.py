"""Keypad and scanner: kernel key events become amounts and scanned lines."""
