"""An event loop in a thread of its own, for a library that blocks; nobody waits for either."""

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

_log: Final = logging.getLogger(__name__)

T = TypeVar("T")


def loop_in_a_thread(name: str) -> asyncio.AbstractEventLoop:
    """Return a loop that runs until it is stopped, and closes itself then."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_NobodyWaits())
    loop.set_exception_handler(_say)
    threading.Thread(target=_run, args=(loop,), name=name, daemon=True).start()
    return loop


class _NobodyWaits(ThreadPoolExecutor):
    """A thread for each call, which ends with the process at the latest."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        outcome: Future[T] = Future()

        def work() -> None:
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is awaited
                traceback.clear_frames(error.__traceback__)  # one of them holds the socket open
                outcome.set_exception(error)
            else:
                outcome.set_result(result)

        outcome.set_running_or_notify_cancel()
        threading.Thread(target=work, name="blocking-call", daemon=True).start()
        return outcome


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


def _say(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Take what the library's callbacks raised for a word about the line, which ends by itself."""
    _log.debug("fleet: %s: %s", context["message"], context.get("exception"))
