from terminal_daemon.fleet.proving import Proving


class Above:
    """A supervisor that remembers what it heard."""

    heartbeat_s: float | None = 10.0

    def __init__(self) -> None:
        self.heard: list[str] = []

    def ready(self) -> None:
        self.heard.append("ready")

    def alive(self) -> None:
        self.heard.append("alive")

    def doing(self, text: str) -> None:
        self.heard.append(text)

    def stopping(self) -> None:
        self.heard.append("stopping")


def test_everything_is_passed_on_and_a_ready_terminal_is_noted_after_it() -> None:
    above = Above()
    proving = Proving(above, lambda: above.heard.append("proven"))
    proving.alive()
    proving.doing("starting")
    proving.ready()
    proving.stopping()

    assert above.heard == ["alive", "starting", "ready", "proven", "stopping"]
    assert proving.heartbeat_s == 10.0
