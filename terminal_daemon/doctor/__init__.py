"""What the terminal needs of its machine, looked at line by line; each fault with what mends it."""
