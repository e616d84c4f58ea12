import asyncio

from terminal_daemon.api.exchange import Answer, Call, Line, Peer


def test_of_a_header_that_stands_twice_the_last_one_counts() -> None:
    call = Call("GET", "/", Peer("x"), {"host": ("a", "b")})

    assert (call.header("host"), call.header("origin")) == ("b", "")


def test_a_call_without_a_body_has_an_empty_one() -> None:
    async def scenario() -> None:
        assert await Call("GET", "/", Peer("x")).receive() == b""

    asyncio.run(scenario())


def test_nothing_needs_doing_after_a_usual_answer() -> None:
    Answer().done()


def test_whoever_waits_for_a_client_is_woken_when_it_goes() -> None:
    line, woken = Line(), list[str]()
    with line.waking(lambda: woken.append("first")):
        assert not line.is_gone
    with line.waking(lambda: woken.append("second")):
        line.hang_up()
    line.hang_up()

    assert (line.is_gone, woken) == (True, ["second"])
