import pytest

from terminal_daemon.journal.requests import Request, RequestKnown
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

DIGEST = "0123456789abcdef" * 4
NOW = UnixSeconds(1_760_000_000)


@pytest.mark.parametrize("key", ["a", "~ !", "k" * 255])
def test_a_key_is_printable_ascii(key: str) -> None:
    assert Request(key, DIGEST, NOW).key == key


@pytest.mark.parametrize("key", ["", "k" * 256, "a\n", "\x7f", "钥"])
def test_any_other_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        Request(key, DIGEST, NOW)


@pytest.mark.parametrize("digest", ["", DIGEST[1:], DIGEST.upper(), DIGEST + "0"])
def test_what_is_no_digest_is_refused(digest: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        Request("key", digest, NOW)


def test_a_known_request_names_its_order() -> None:
    known = RequestKnown(OrderNumber("T01_7K3M2QXA_000042"), DIGEST)
    assert (known.order, known.digest) == ("T01_7K3M2QXA_000042", DIGEST)
    assert str(known) == "this key began order T01_7K3M2QXA_000042 before"
