from dataclasses import replace

import pytest

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import Cell, row_of
from terminal_daemon.journal.stream import Step, step_of
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
LATE = Sale(
    OrderNumber("T01_7K3M2QXA_000042"),
    Fen(1250),
    NOW,
    State.APPROVED,
    late=True,
    submitted_at=NOW,
    finished_at=UnixSeconds(NOW + 60),
)


def row(state: State, reason: Reason | None = None, code: str = "") -> dict[str, Cell]:
    return row_of(LATE) | {
        "seq": 17,
        "step": 3,
        "at": NOW,
        "event": "Judged",
        "evidence": "{}",
        "then_state": state.value,
        "then_reason": reason.value if reason else None,
        "then_code": code,
    }


def test_a_sale_in_its_last_step_is_as_it_is() -> None:
    assert step_of(row(State.APPROVED)) == Step(17, NOW, "Judged", LATE, 3)


def test_a_sale_in_an_older_step_has_that_steps_state_and_is_not_late_yet() -> None:
    declined = replace(
        LATE, state=State.DECLINED, reason=Reason.NOT_ENOUGH, code="NOTENOUGH", late=False
    )

    assert step_of(row(State.DECLINED, Reason.NOT_ENOUGH, "NOTENOUGH")).sale == declined


def test_a_sale_in_a_step_that_was_open_is_not_finished() -> None:
    pending = replace(LATE, state=State.PENDING, late=False, finished_at=None)

    assert step_of(row(State.PENDING)).sale == pending


@pytest.mark.parametrize(
    "damage", [{"seq": None}, {"seq": "17"}, {"step": None}, {"then_state": "x"}, {"at": ""}]
)
def test_a_damaged_step_is_refused(damage: dict[str, Cell]) -> None:
    with pytest.raises(JournalDamaged, match="step"):
        step_of(row(State.APPROVED) | damage)
