from itertools import count

from terminal_daemon.api.sessions import LASTS_S, Sessions, cookie_of, set_cookie


def sessions() -> Sessions:
    names = count()
    return Sessions(lambda: f"name-{next(names)}")


def test_a_session_lasts_twelve_hours_or_until_it_is_ended() -> None:
    kept = sessions()
    first, second = kept.begin(0.0), kept.begin(0.0)

    assert first != second
    assert kept.goes_on(first, LASTS_S - 1.0)
    assert not kept.goes_on(first, float(LASTS_S))
    kept.end(second)
    kept.end("never was one")
    assert not kept.goes_on(second, 0.0)
    assert not kept.goes_on("", 0.0)


def test_the_oldest_of_too_many_ends() -> None:
    kept = sessions()
    names = [kept.begin(0.0) for _ in range(65)]

    assert [kept.goes_on(name, 1.0) for name in names] == [False] + [True] * 64


def test_the_name_is_found_among_other_cookies() -> None:
    assert cookie_of("a=1; terminal-session=xyz;b=2") == "xyz"
    assert cookie_of("terminal-session") == ""
    assert cookie_of("") == ""
    assert cookie_of("xterminal-session=1") == ""


def test_no_script_and_no_other_site_gets_the_cookie() -> None:
    cookie = set_cookie("xyz", tls=True)

    assert cookie.startswith("terminal-session=xyz; Path=/; Max-Age=43200;")
    assert cookie.endswith("; HttpOnly; SameSite=Strict; Secure")
    assert "Max-Age=0" in set_cookie("", tls=False)
    assert "Secure" not in set_cookie("", tls=False)
