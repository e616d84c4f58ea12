"""`terminal-daemon gateway-simulator`: the simulated gateway alone, for integrators."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from shutil import get_terminal_size

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import Response
from terminal_daemon.simulator.codes import listed
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.auth_code import PayType


def run(port: int) -> int:
    """Serve on loopback until Ctrl-C or SIGTERM; port 0 takes a free one. Returns the exit code."""
    try:
        return asyncio.run(_serve(port))
    except KeyboardInterrupt:
        return 0


async def _serve(port: int) -> int:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)

    def print_answer(path: str, response: Response) -> None:
        try:
            print(f"{path} {response.note}", flush=True)
        except BrokenPipeError:  # the reader left: nobody is served any more
            ended.set()

    bank = Bank(pay_types=frozenset(PayType), amounts_choose=True)
    async with AsyncExitStack() as doors:
        try:
            gateway = await doors.enter_async_context(
                SimulatedGateway(bank, port=port, on_answer=print_answer)
            )
        except OSError as error:
            print(f"port {port} cannot be used: {error.strerror or error}", file=sys.stderr)
            return 1
        print(*listed(max(40, get_terminal_size().columns)), "", sep="\n")
        print(f"url          {gateway.url}")
        print(f"merchant id  {bank.merchant_id}")
        print(f"key          {bank.key.reveal()}")
        print("Ctrl-C ends it.", flush=True)
        await ended.wait()
    return 0
