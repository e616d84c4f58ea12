"""An event loop on virtual time: while nothing is ready, the clock jumps to the next timer."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")


class NothingWillHappen(AssertionError):
    """No timer is set, nothing can be read: the program would wait for ever."""


class _JumpingSelector(selectors.DefaultSelector):
    """Looks at its descriptors and never waits; hands the waits to the loop's clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise NothingWillHappen
        if not ready and timeout is not None:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """time() starts at 0 and moves only by jumps; one run is like the other."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

        self.bugs: list[BaseException] = []

    def time(self) -> float:
        return self._jumping.now

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Carry out at once what would have a thread: no thread has this clock."""
        assert executor is None
        done = self.create_future()
        done.set_result(func(*args))
        return done

    def hold_up(self, seconds: float) -> None:
        """Let time pass by in which the loop handles nothing."""
        self._jumping.now += seconds

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep what a callback raised; a loop would only log it and go on."""
        self.bugs.append(context.get("exception") or RuntimeError(context["message"]))


def run(main: Coroutine[Any, Any, T], *, debug: bool | None = None) -> T:
    """Run to the end on virtual time; `debug` None: as the environment says."""
    loops: list[VirtualLoop] = []

    def make() -> VirtualLoop:
        loops.append(VirtualLoop())
        return loops[-1]

    with asyncio.Runner(debug=debug, loop_factory=make) as runner:
        result = runner.run(main)
    for loop in loops:
        for bug in loop.bugs:
            raise bug
    return result
