"""Waits and limits of a sale, in seconds, each under the sentence it comes from."""

from typing import Final

from terminal_daemon.values.dataclass import dataclass

# "WeChat itself revokes a barcode order that is not paid 45 s after it was made ... the window is
# 47 s by default, with one more query at 60 s." (gateway.md, "Polling and closing")
LAST_LOOK_AFTER_WINDOW_S: Final = 13.0

# 1.5 s twice, then every 1 s up to 15 s, every 2 s up to 30 s, every 3 s to the end of the window,
# counted after each reply: most customers confirm within seconds.
FIRST_WAITS_S: Final = (1.5, 1.5)
WAITS_BY_AGE_S: Final = ((15.0, 1.0), (30.0, 2.0), (float("inf"), 3.0))
# "The manual's advice: query every 5 s." (gateway.md)
MANUAL_WAIT_S: Final = 5.0

# After a submit without a usable answer; a "system error" wants its first query within 5 s.
AFTER_NO_ANSWER_S: Final = 2.0
# The channel said no, and we ask whether an earlier answer of ours was lost.
ASK_FIRST_AFTER_S: Final = 1.0

# "Pending until two queries at least 3 s apart and at least 5 s after the submit agree." (-1)
MINUS_ONE_APART_S: Final = 3.0
MINUS_ONE_AGE_S: Final = 5.0

# "Don't close or reverse sooner than 15 s after the submit."
EARLIEST_CLOSE_S: Final = 15.0
# "Try at the end of the window, and again at 5 minutes if the order is still open."
SECOND_CLOSE_S: Final = 300.0

# "time_expire ... bounds how long an order can still be paid." A little beyond the last look.
EXPIRES_AFTER_WINDOW_S: Final = 30.0
# Clocks of gateway and terminal differ; an order counts as expired only so much later.
EXPIRY_MARGIN_S: Final = 60.0

# "Even after a definite decline, query once more (3 to 5 s later, and after 60 s)." And twice more,
# for an old answer that is delivered again hides money that came since. Each wait follows the one
# before.
DECLINE_CHECKS_S: Final = (4.0, 60.0, 600.0, 3600.0)

# Not one byte left: the same order may be sent again. A payment code lives about a minute, so the
# tries end well before that.
SEND_AGAIN_S: Final = 1.5
SEND_FOR_S: Final = 20.0

# Away from the counter: 1 min, 2 min, 5 min ... up to hourly for 72 h, then daily, never forgotten.
BACKGROUND_WAITS_S: Final = (60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0)
HOURLY_S: Final = 3600.0
HOURLY_UNTIL_S: Final = 72 * 3600.0
DAILY_S: Final = 86400.0

# An order that was armed, perhaps never submitted, and that the gateway has not seen so long after
# a restart: its payment code, alive for a minute, has long expired.
NEVER_ARRIVED_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop may set of a sale's timing."""

    window_s: float = 47.0
    """How long the customer has; never less than 47 (WeChat revokes at 45)."""
    manual_pace: bool = False

    @property
    def last_look_s(self) -> float:
        """Age at which an open order is asked for a last time before it leaves the counter."""
        return self.window_s + LAST_LOOK_AFTER_WINDOW_S

    def counter_wait(self, queries: int, age: float, *, slower: bool) -> float:
        """Return the wait before the next query of an order at the counter."""
        wait = MANUAL_WAIT_S if self.manual_pace else _quick_wait(queries, age)
        return wait * 2 if slower else wait


def _quick_wait(queries: int, age: float) -> float:
    if queries < len(FIRST_WAITS_S):
        return FIRST_WAITS_S[queries]
    return next(wait for until, wait in WAITS_BY_AGE_S if age < until)


def background_wait(in_background: int, age: float) -> float:
    """Return the wait before the next query of an order away from the counter."""
    if in_background < len(BACKGROUND_WAITS_S):
        return BACKGROUND_WAITS_S[in_background]
    return HOURLY_S if age < HOURLY_UNTIL_S else DAILY_S
