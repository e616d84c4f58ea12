from terminal_daemon.cli.printable import printable


def test_what_could_steer_a_terminal_is_not_shown() -> None:
    assert printable("\x1b[2J扫码枪\n\u202e") == "?[2J扫码枪??"
