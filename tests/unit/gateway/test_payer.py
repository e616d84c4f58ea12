import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.gateway.payer import payer_of
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
OPENID = "oMJGHsx-0RqIklWabcdefgy02xI1"


def test_the_hash_is_keyed_and_cut() -> None:
    digest = hmac.new(KEY.reveal().encode(), f"payer\n{OPENID}".encode(), hashlib.sha256)

    assert payer_of({"openid": OPENID}, KEY) == digest.hexdigest()[:16]
    assert payer_of({"openid": OPENID}, Secret("other")) != payer_of({"openid": OPENID}, KEY)


def test_the_merchants_own_name_of_the_payer_goes_first() -> None:
    alone = payer_of({"sub_openid": OPENID}, KEY)

    assert payer_of({"openid": "oABC", "sub_openid": OPENID}, KEY) == alone
    assert payer_of({"openid": OPENID, "sub_openid": ""}, KEY) == alone


@pytest.mark.parametrize("data", [{}, {"openid": ""}, {"openid": None}, {"openid": ["oABC"]}])
def test_nobody_is_named(data: dict[str, object]) -> None:
    assert payer_of(data, KEY) == ""


@given(st.text(st.characters(), min_size=1))
def test_any_name_gives_sixteen_digits_that_do_not_tell_it(openid: str) -> None:
    payer = payer_of({"openid": openid}, KEY)

    assert re.fullmatch("[0-9a-f]{16}", payer)
    assert payer == payer_of({"openid": openid}, KEY)
