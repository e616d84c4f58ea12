import json
import re
from typing import Any

from terminal_daemon.api.problems import FieldError, Kind, Problem
from terminal_daemon.api.requests import ORDER, RefundWish, refund_wish_of, wish_of
from terminal_daemon.api.schemas import ORDER_NUMBER, SCHEMAS, new_refund, new_sale
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import compose


def references(found: Any) -> set[str]:
    if isinstance(found, dict):
        inner = [references(each) for each in found.values()]
        here = {found["$ref"]} if isinstance(found.get("$ref"), str) else set()
        return here.union(*inner)
    if isinstance(found, list):
        return set().union(*map(references, found))
    return set()


def test_every_reference_leads_to_a_schema() -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(SCHEMAS)}

    assert names
    assert names <= set(SCHEMAS)


def test_order_numbers_of_ours_fit() -> None:
    order = compose("T" * 12, "ABCDEFGH", 42)

    assert re.search(ORDER_NUMBER["pattern"], order)
    assert ORDER.fullmatch(order)


def test_the_body_of_a_sale_is_what_is_read() -> None:
    schema = new_sale(500)
    whole = {"amount": 500, "reference": "x" * 64, "description": "x" * 40, "retry_of": None}

    assert set(schema["properties"]) == set(whole)
    assert schema["required"] == ["amount"]
    assert schema["properties"]["amount"]["maximum"] == 500
    assert wish_of(whole, Fen(500)).amount == 500


def test_the_body_of_a_refund_is_what_is_read() -> None:
    schema = new_refund()
    whole = {"amount": 250, "pin": "2718"}

    assert set(schema["properties"]) == set(whole)
    assert schema["required"] == []
    assert refund_wish_of(whole) == RefundWish(Fen(250), "2718")


def test_a_problem_has_no_member_that_the_description_lacks() -> None:
    more = {"why": "sale", "order": None, "state": "pending", "left": 4}
    problem = Problem(Kind.OCCUPIED, "why", (FieldError("a", "b"),), more)

    assert set(json.loads(problem.document())) == set(SCHEMAS["Problem"]["properties"])
