"""docs/fleet.schema.json, to hold what is told against it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

_SCHEMA = Path(__file__).parents[2] / "docs" / "fleet.schema.json"


def read(name: str, payload: bytes) -> dict[str, Any]:
    """Return what was told on the topic that ends so, which the schema must allow."""
    members = json.loads(payload)
    _validator(name).validate(members)
    assert isinstance(members, dict)
    return members


@cache
def _validator(name: str) -> Any:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}, validate_formats=True
    )
