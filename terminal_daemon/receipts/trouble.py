"""What keeps a printer from printing, and in plain words what to do about it."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.values.dataclass import dataclass


class Trouble(Enum):
    """Why nothing comes out; the values stand in the API."""

    NOT_REACHED = "not_reached"
    NOT_ALLOWED = "not_allowed"
    LIBRARY_MISSING = "library_missing"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    FAULT = "fault"
    STOPPED = "stopped"
    """It took some bytes, and then no more."""


_ENGLISH: Final[Mapping[Trouble, str]] = {
    Trouble.NOT_REACHED: "The printer cannot be reached: switch it on, see its cable.",
    Trouble.NOT_ALLOWED: "The terminal may not use the printer: `terminal-daemon doctor` says why.",
    Trouble.LIBRARY_MISSING: "The library for this printer is missing: see `terminal-daemon "
    "doctor`.",
    Trouble.NO_PAPER: "The printer is out of paper: put in a new roll.",
    Trouble.COVER_OPEN: "The printer's cover is open: close it.",
    Trouble.FAULT: "The printer reports a fault: switch it off and on, see its knife.",
    Trouble.STOPPED: "The printer stopped in the midst of it: see paper and cable, print it again.",
}
_CHINESE: Final[Mapping[Trouble, str]] = {
    Trouble.NOT_REACHED: "连不上打印机：请打开电源，检查连线。",
    Trouble.NOT_ALLOWED: "终端无权使用打印机：请运行 terminal-daemon doctor 查看原因。",
    Trouble.LIBRARY_MISSING: "缺少这台打印机的程序库：请运行 terminal-daemon doctor 查看。",
    Trouble.NO_PAPER: "打印机缺纸：请换上新纸卷。",
    Trouble.COVER_OPEN: "打印机上盖未关：请关好上盖。",
    Trouble.FAULT: "打印机报告故障：请关机再开机，检查切刀。",
    Trouble.STOPPED: "打印中途停止：请检查纸张和连线，然后重新打印。",
}
TROUBLES: Final = {Language.CHINESE: _CHINESE, Language.ENGLISH: _ENGLISH}


@dataclass(frozen=True, slots=True)
class Printed:
    """All of it was sent, and no trouble is known."""

    confirmed: bool
    """The printer answered that it is on paper; many do not answer at all."""


@dataclass(frozen=True, slots=True)
class PrinterHealth:
    """How the printer is, as far as was found out last, and what became of receipts."""

    trouble: Trouble | None = None
    printed: int = 0
    failed: int = 0


# "Transmit real-time status": bits 1 and 4 are set and bits 0 and 7 are not in each answer.
_FIXED: Final = 0b10010011
_FIXED_AS: Final = 0b00010010
_COVER_OPEN: Final = 0b100
_OUT_OF_PAPER: Final = 0b100000
_ERROR: Final = 0b1000000
_ROLL_AT_ITS_END: Final = 0b1100000


def trouble_offline(status: bytes) -> Trouble | None:
    """Return what the answer to ASK_OFFLINE tells; None: nothing, or no answer that is one."""
    if not is_answer(status):
        return None
    if status[0] & _COVER_OPEN:
        return Trouble.COVER_OPEN
    if status[0] & _OUT_OF_PAPER:
        return Trouble.NO_PAPER
    return Trouble.FAULT if status[0] & _ERROR else None


def trouble_with_paper(status: bytes) -> Trouble | None:
    """Return what the answer to ASK_PAPER tells, as above."""
    at_its_end = is_answer(status) and status[0] & _ROLL_AT_ITS_END
    return Trouble.NO_PAPER if at_its_end else None


def is_answer(status: bytes) -> bool:
    """Tell whether this is the answer to a question about the printer's state."""
    return len(status) == 1 and status[0] & _FIXED == _FIXED_AS
