"""A countertop terminal for WeChat barcode payment, from the first key to the beep.

The way of a payment through the folders, top to bottom:
    keys/       key events of keypad and scanner become an amount and a scanned line
    sale/       the pure state machine: events in, decisions out
    gateway/    signs, posts, reads and judges; only a verified reply approves
    journal/    what must survive the power being pulled
    screen/     what the cashier and the customer see;  receipts/  what they take along
    sound/      what they hear;  pins/  the GPIO pins of buzzer, LEDs and button
    terminal/   one queue of events; journal first, wire second
    api/        what registers and browsers ask;  client/  a register's side of it
    fleet/      what a broker is told of many terminals, and what is configured from afar
    web/        HTTP, both ends;  values/  money, codes, numbers, moments
    daemon.py   builds all of it from config/ and owns every task; cli/ starts it
    doctor/     what of the machine is not as the terminal needs it
    simulator/  the gateway from the other side;  demo/  all of it with virtual parts
"""

__version__ = "0.1.0"
__released__ = 1_795_305_600  # Unix seconds of 2026-11-22: no right clock is earlier
