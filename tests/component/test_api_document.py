"""The API's own description is true: schemathesis calls what it allows, and what it forbids."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.component.api_shop import TOKEN, open_shop
from tests.unit.rules.package import ROOT

EXAMPLES = "20"
HOOKS = {"SCHEMATHESIS_HOOKS": "tests.component.schemathesis_hooks", "PYTHONPATH": str(ROOT)}


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_schemathesis_finds_no_failure(tmp_path: Path) -> None:
    async def scenario() -> tuple[int | None, str]:
        async with open_shop(tmp_path, requests_per_second=1000) as shop:
            run = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "schemathesis.cli", "run", shop.at("/openapi.json")),
                *("--header", f"Authorization: Bearer {TOKEN}"),
                *("--exclude-path", "/v1/events"),  # which has no end
                *("--checks", "all", "--max-examples", EXAMPLES, "--no-color"),
                cwd=tmp_path,
                env=os.environ | HOOKS,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said, _ = await run.communicate()
            async with shop.register.get("/healthz") as answer:
                assert answer.status == 200
        return run.returncode, said.decode()

    code, said = asyncio.run(scenario())
    assert code == 0, said
    assert "✅" in said
