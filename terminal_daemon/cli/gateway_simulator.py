"""`terminal-daemon gateway-simulator`: the simulated gateway alone, for integrators."""

import asyncio
import sys
from contextlib import AsyncExitStack

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import Response
from terminal_daemon.simulator.codes import table
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.auth_code import PayType


def run(port: int) -> int:
    """Serve on loopback until Ctrl-C; port 0 takes a free one. Returns the exit code."""
    try:
        return asyncio.run(_serve(port))
    except KeyboardInterrupt:
        return 0


async def _serve(port: int) -> int:
    bank = Bank(pay_types=frozenset(PayType), amounts_choose=True)
    async with AsyncExitStack() as doors:
        try:
            gateway = await doors.enter_async_context(
                SimulatedGateway(bank, port=port, on_answer=_print_answer)
            )
        except OSError as error:
            print(f"port {port} cannot be used: {error.strerror or error}", file=sys.stderr)
            return 1
        print(table())
        print(f"url          {gateway.url}")
        print(f"merchant id  {bank.merchant_id}")
        print(f"key          {bank.key.reveal()}")
        print("Ctrl-C ends it.", flush=True)
        await asyncio.Event().wait()
    return 0


def _print_answer(path: str, response: Response) -> None:
    print(f"{path} {response.note}", flush=True)
