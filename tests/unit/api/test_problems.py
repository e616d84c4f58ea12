import json

import pytest

from terminal_daemon.api.problems import FieldError, Kind, Problem, invalid, refused


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_a_document_of_its_own(kind: Kind) -> None:
    document = json.loads(Problem(kind).document())

    assert document == {
        "type": f"/problems/{kind.value[0]}",
        "title": kind.title,
        "status": kind.status,
    }
    assert 400 <= kind.status < 600


def test_no_two_kinds_have_one_name_or_title() -> None:
    assert len({kind.path for kind in Kind}) == len({kind.title for kind in Kind}) == len(Kind)


def test_a_document_says_what_is_known_and_where() -> None:
    refusal = refused(Kind.OCCUPIED, "somebody is typing", why="typing", order=None)
    answer = refusal.problem.answer()

    assert (answer.status, answer.content_type) == (409, "application/problem+json")
    assert json.loads(answer.body)["detail"] == str(refusal) == "somebody is typing"
    assert json.loads(answer.body)["why"] == "typing"
    assert str(refused(Kind.NOT_FOUND)) == Kind.NOT_FOUND.title


def test_every_wrong_value_is_told_with_its_field() -> None:
    problem = invalid(
        FieldError("amount", "a whole number"), FieldError("x", "is not known")
    ).problem

    assert json.loads(problem.document())["errors"] == [
        {"field": "amount", "message": "a whole number"},
        {"field": "x", "message": "is not known"},
    ]
    assert problem.detail == "a whole number"
    assert invalid().problem.detail == ""
