"""Receipts: a sale on paper as lines of text, as a printer's bytes, and the printer itself."""
