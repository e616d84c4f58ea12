"""The GPIO pins that buzzer, LEDs and button share."""
