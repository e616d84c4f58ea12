"""Reads a call's body, within its bounds."""

import asyncio

from terminal_daemon.api.limits import Limits
from terminal_daemon.api.problems import Kind, refused
from terminal_daemon.web.errors import MalformedError, TooLongError
from terminal_daemon.web.message import Request


async def received(request: Request, limits: Limits) -> bytes:
    """Return the request's body. Raises Refused."""
    if any(request.headers.get("content-encoding", ())):
        raise refused(Kind.NOT_JSON, "a compressed body is not read")
    expected = request.headers.get("expect", ("",))[0].lower()
    if expected not in {"", "100-continue"}:
        raise refused(Kind.EXPECTATION_FAILED)
    try:
        async with asyncio.timeout(limits.body_s):
            return await request.receive(limits.body_bytes)
    except TimeoutError:
        raise refused(Kind.TIMED_OUT) from None
    except TooLongError:
        raise refused(Kind.TOO_LARGE, f"a body has at most {limits.body_bytes} bytes") from None
    except MalformedError as error:
        raise refused(Kind.MALFORMED, "the body is not as its headers say") from error
