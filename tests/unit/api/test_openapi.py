import json
import re

from terminal_daemon.api.openapi import document
from terminal_daemon.api.problems import Kind
from tests.unit.rules.package import PACKAGE

DOCUMENT = document(500)
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
ROUTE = re.compile(r'Route\("([A-Z]+)", (?:"([^"]+)"|(one)|f"\{one\}([^"]*)")')


def test_it_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT


def test_it_has_every_route_but_the_pages_files() -> None:
    one = "/v1/sales/{order}"
    found = set()
    for file in sorted((PACKAGE / "api").glob("*.py")):
        for method, path, is_one, below in ROUTE.findall(file.read_text(encoding="utf-8")):
            found.add((method, path or one + ("" if is_one else below)))

    assert len(found) > 15
    pages = {("GET", "/"), ("GET", "/panel/{name}")}
    assert {(method, path) for method, path, _ in OPERATIONS} == found - pages


def test_every_problem_of_an_operation_is_one_that_there_is() -> None:
    statuses = {str(kind.status) for kind in Kind}
    for _, path, operation in OPERATIONS:
        answers = set(operation["responses"])
        assert answers - statuses <= {"200", "201", "202", "204"}, path
        assert {"400", "429", "503"} <= answers or path == "/v1/session", path
