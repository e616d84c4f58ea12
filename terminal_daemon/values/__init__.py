"""Money, payment codes, order numbers and moments: the words every other folder speaks."""
