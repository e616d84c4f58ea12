"""How loud a passive buzzer is: the share of each wave during which its pin is high."""

import math
from typing import Final

_PERCENT: Final = 100


def duty(volume: int) -> float:
    """Return the share for a volume of 1 to 100, in the whole percents that the pin can do.

    The ear hears twice as loud at about four times the amplitude; the amplitude of the tone itself
    (a wave's first harmonic) goes with the sine of the share.
    """
    amplitude = (volume / _PERCENT) ** 2
    return max(1, round(_PERCENT * math.asin(amplitude) / math.pi)) / _PERCENT
