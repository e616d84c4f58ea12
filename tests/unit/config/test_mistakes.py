from terminal_daemon.config.mistakes import ConfigError, Mistake


def test_a_mistake_is_one_plain_line() -> None:
    assert str(Mistake("gateway.pace", '"slow" is not known', '"quick"', line=12)) == (
        'line 12: gateway.pace: "slow" is not known; allowed: "quick"'
    )
    assert str(Mistake("/etc/x.toml", "is not UTF-8 text")) == "/etc/x.toml: is not UTF-8 text"


def test_the_error_holds_all_of_them() -> None:
    mistakes = (Mistake("a", "b"), Mistake("c", "d"))
    assert ConfigError(mistakes).mistakes == mistakes
    assert str(ConfigError(mistakes)) == "a: b; c: d"
