from terminal_daemon.values.secret import Secret


def test_a_secret_shows_itself_only_when_asked() -> None:
    key = Secret("0123456789abcdef")
    assert key.reveal() == "0123456789abcdef"
    assert "0123" not in f"{key} {key!r} {[key]} {(key,)}"
