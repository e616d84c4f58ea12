import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.remote import Ending, Outcome, Remote, Standing
from terminal_daemon.config.remote_json import decoded, encoded

SERIALS = st.integers(1, 1 << 53)
REMOTES = st.none() | st.builds(Remote, SERIALS, st.text(st.characters(codec="utf-8")))
OUTCOMES = st.none() | st.builds(
    Outcome, SERIALS, st.sampled_from(Ending), st.text(st.characters(codec="utf-8")), st.booleans()
)
STANDINGS = st.builds(Standing, SERIALS, REMOTES, REMOTES, st.booleans(), OUTCOMES)


@given(STANDINGS)
def test_what_is_kept_is_read_again(standing: Standing) -> None:
    assert decoded(encoded(standing)) == standing


@given(STANDINGS, st.integers(0, 400))
def test_what_is_cut_short_is_damaged(standing: Standing, length: int) -> None:
    content = encoded(standing)
    with pytest.raises(ValueError):  # noqa: PT011 - json's own words
        decoded(content[: min(length, len(content) - 1)])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_is_something_else_is_damaged(said: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        decoded(json.dumps(said).encode())


def test_another_version_is_refused() -> None:
    later = json.loads(encoded(Standing())) | {"version": 2}
    with pytest.raises(ValueError, match="another version"):
        decoded(json.dumps(later).encode())
    with pytest.raises(ValueError, match="damaged"):
        decoded(json.dumps(later | {"version": 1, "trial": {"serial": 1}}).encode())
