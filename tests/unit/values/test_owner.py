import pytest

from terminal_daemon.values.owner import Owner

OURS = Owner("m", "gateway.example/paygate/merchant_info")


@pytest.mark.parametrize(
    ("kept", "ours"),
    [
        ("m@gateway.example/paygate/merchant_info", True),
        ("m", True),  # from before gateways were noted
        ("", True),  # from before merchants were
        ("m@gateway.test/paygate/merchant_info", False),
        ("n@gateway.example/paygate/merchant_info", False),
        ("n", False),
    ],
)
def test_an_order_is_of_one_merchant_at_one_gateway(kept: str, ours: bool) -> None:
    assert OURS.owns(kept) is ours


def test_its_name_says_both_as_far_as_they_are_known() -> None:
    assert str(OURS) == "m@gateway.example/paygate/merchant_info"
    assert str(Owner("m")) == "m"
