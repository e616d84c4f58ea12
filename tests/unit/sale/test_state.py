from terminal_daemon.sale.state import MOVES, OPEN, State


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(State)


def test_every_open_state_has_a_way_to_approved_and_to_an_end() -> None:
    for state in OPEN:
        reachable = {state}
        for _ in State:
            reachable |= {to for origin in reachable for to in MOVES[origin]}
        assert State.APPROVED in reachable
        assert reachable - OPEN


def test_nothing_leads_back_into_a_submit() -> None:
    assert [origin for origin, ways in MOVES.items() if State.SUBMITTING in ways] == [
        State.AWAITING_CODE
    ]


def test_an_approved_sale_stays_so_until_its_money_goes_back() -> None:
    assert MOVES[State.APPROVED] == {State.REFUNDED}
    assert MOVES[State.REFUNDED] == frozenset()
