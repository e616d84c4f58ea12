"""The payment gateway: what is sent, what comes back, and what it proves."""
