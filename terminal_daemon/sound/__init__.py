"""The buzzer and its tunes."""
