"""Many clients of the API in a process of their own: python -m tests.component.api_load SOCKET.

Says "ready" once all listen; at the end of its input it prints what each of them was told, as JSON.
"""

import asyncio
import json
import sys
from typing import Final

LISTENERS: Final = 200
REQUESTS_PER_S: Final = 50
_ASKED: Final = ("/v1/sales?limit=100", "/v1/terminal", "/v1/totals", "/v1/screen.png", "/metrics")


async def listen(path: str, told: list[int], ready: asyncio.Semaphore) -> None:
    """Note the number of every sale's step."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"GET /v1/events HTTP/1.1\r\nHost: till\r\n\r\n")
    number, is_told = 0, False
    while line := await reader.readline():
        if line.startswith(b"event: terminal") and not is_told:
            is_told = True
            ready.release()
        elif line.startswith(b"id: "):
            number = int(line[4:])
        elif line.startswith(b"event: sale"):
            told.append(number)
    writer.close()


async def ask(path: str) -> None:
    """Ask for one thing after the other, so many in a second."""
    for count in range(sys.maxsize):
        reader, writer = await asyncio.open_unix_connection(path)
        asked = _ASKED[count % len(_ASKED)]
        writer.write(f"GET {asked} HTTP/1.1\r\nHost: till\r\nConnection: close\r\n\r\n".encode())
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        writer.close()
        await asyncio.sleep(len(_ASKED) / REQUESTS_PER_S)


async def main(path: str) -> None:
    """Load the API until nobody wants it any more."""
    told: list[list[int]] = [[] for _ in range(LISTENERS)]
    ready = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(listen(path, each, ready)) for each in told]
        for _ in range(LISTENERS):
            await ready.acquire()
        running += [tasks.create_task(ask(path)) for _ in _ASKED]
        print("ready", flush=True)  # noqa: T201 - said to the test
        await asyncio.to_thread(sys.stdin.read)
        for task in running:
            task.cancel()
    print(json.dumps(told))  # noqa: T201 - as above


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
