import errno

import pytest

from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.receipts.way import PortLost, why_not_open


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), Trouble.NOT_ALLOWED),
        (PermissionError(errno.EPERM, "Operation not permitted"), Trouble.NOT_ALLOWED),
        (OSError(errno.ENXIO, "No such device"), Trouble.NOT_REACHED),
        (None, Trouble.NOT_REACHED),
    ],
)
def test_what_may_not_be_opened_is_told_from_what_is_not_there(
    error: OSError | None, trouble: Trouble
) -> None:
    assert why_not_open(error) is trouble


def test_what_is_lost_says_what_the_trouble_is() -> None:
    lost = PortLost(Trouble.NO_PAPER)

    assert lost.trouble is Trouble.NO_PAPER
    assert str(lost) == "no_paper"
