"""A terminal that sells: how long its loop is blocked, and what ten thousand sales leave behind."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from tests.bench.gateway_process import FarSide
from tests.bench.result import MS_PER_NS, Figure, Goal, Of, Unit, samples
from tests.bench.till_process import till_process

_WARM_UP: Final = 300
_SALES: Final = 10_000
_IN_PARTS: Final = 20
_PART_WITHIN_S: Final = 300.0


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield the figures of one process that makes all the sales."""
    blocked: list[tuple[int, int]] = []
    async with till_process(folder / "at-work", far.urls["tls"]) as till:
        await till.told(f"sell {_WARM_UP}")
        await till.told("look")
        before, objects = till.use(), (await till.told("look"))["objects"]
        for _ in range(_IN_PARTS):
            told = await till.told(f"sell {_SALES // _IN_PARTS}", _PART_WITHIN_S)
            blocked += told["blocked_ns"]
        told = await till.told("sell 1")
        grown = (await till.told("look"))["objects"] - objects
        after = till.use()
    if told["approved"] != told["sold"]:
        raise RuntimeError(f"of {told['sold']} sales only {told['approved']} were approved")
    yield Figure(
        f"memory: growth over {_SALES} sales",
        Unit.MIB,
        samples([after.rss_mib - before.rss_mib]),
        goals=(Goal(Of.MEDIAN, 1.0),),
        counted=f"RSS from {before.rss_mib:.1f} to {after.rss_mib:.1f} MiB after {_WARM_UP} sales "
        f"to warm up; {grown} Python objects more",
    )
    yield Figure(
        "longest time the event loop is blocked in a sale",
        Unit.MS,
        samples((wall for wall, _ in blocked), MS_PER_NS),
        goals=(Goal(Of.P99, 5.0),),
        counted="by the clock, from one wait for events to the next; other programs' turns count",
    )
    yield Figure(
        "the same, of the processor",
        Unit.MS,
        samples((cpu for _, cpu in blocked), MS_PER_NS),
        goals=(Goal(Of.P99, 5.0),),
    )
