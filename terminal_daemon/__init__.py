"""A countertop terminal for WeChat barcode payment, from the first key to the beep.

The way of a payment through the folders, top to bottom:
    keys/       key events of keypad and scanner become an amount and a scanned line
    sale/       the pure state machine: events in, decisions out
    gateway/    signs, posts, reads and judges; only a verified reply approves
    journal/    what must survive the power being pulled
    screen/     what the cashier and the customer see
    sound/      what they hear;  pins/  the GPIO pins of buzzer, LEDs and button
    terminal/   one queue of events; journal first, wire second
    doctor/     what of the machine is not as the terminal needs it
    daemon.py   builds all of it from config/ and owns every task; cli/ starts it
    simulator/  the gateway from the other side;  values/  money, codes, numbers, moments
"""

__version__ = "0.1.0"
__released__ = 1_795_305_600  # Unix seconds of 2026-11-22: no right clock is earlier
