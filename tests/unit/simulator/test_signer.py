"""The simulator's signer against the manual's vectors."""

import pytest

from terminal_daemon.simulator.signer import is_signed, sign

MANUAL_KEY = "m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo"
CREATED = (
    "address=详细地址&appid=公众号&full_name=商户全名称&id=xxxxxxxxx&industry=经营行业"
    "&mch_deal_type=商户经营类型: 实体/虚拟&mch_type=商户类型(个体，企业)&memo=商户备注"
    "&method=merchant.create&name=商户简称&partner_id=123456&partner_mch_id=partner_mch_id"
    "&pfb_channel_type=农商行普付宝经营类目&province=省&urbn=市&zone=区"
    "&zx_alipay_channel_type=中信支付宝经营类目编号&zx_wechat_channel_type=中信微信经营类目编号"
)
CLOSED: dict[str, object] = {
    "close_status": "0",
    "mch_trade_id": "alex.wechat.15096163291",
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
    "trade_id": "59faeb63fd4eb0751a4f8c56",
    "nonce_str": "59faeb88fd4eb0751a4f8c5b",
}
REFUNDED: dict[str, object] = {
    "mch_trade_id": "alex.wechat.1509616329",
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
    "trade_id": "59faead1fd4eb0751a4f8c41",
    "refund_id": "59faeb32fd4eb0751a4f8c50",
    "refund_status": 1,
    "mch_refund_id": "1509616430",
    "refund_fee": 1,
    "nonce_str": "59faeb33fd4eb0751a4f8c53",
}


def test_the_manuals_request_vector() -> None:
    members = dict(part.split("=", 1) for part in reversed(CREATED.split("&")))

    assert sign(members, "0123456789abcdef") == "D365A1FBE6C5C8D366A0A2C3D0932368"


def test_the_manuals_close_vector() -> None:
    assert sign(CLOSED, MANUAL_KEY) == "27960E5A200E30E084C04CFB440BF659"


def test_the_manuals_refund_vector() -> None:
    assert sign(REFUNDED, MANUAL_KEY) == "6457494F9C78AB7D2B763889B13248A1"


@pytest.mark.parametrize("left_out", [None, "", {"a": 1}, [1], [], {}])
def test_null_empty_and_nested_values_are_left_out(left_out: object) -> None:
    assert sign({**CLOSED, "attach": left_out}, MANUAL_KEY) == sign(CLOSED, MANUAL_KEY)


@pytest.mark.parametrize("kept", [0, "0", -1, False])
def test_zero_and_its_like_stay(kept: object) -> None:
    assert sign({**CLOSED, "trade_state": kept}, MANUAL_KEY) != sign(CLOSED, MANUAL_KEY)


def test_a_number_is_signed_as_its_digits() -> None:
    assert sign({"trade_state": 0}, "k") == sign({"trade_state": "0"}, "k")


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_every_member_is_covered(name: str) -> None:
    signed = {**CLOSED, "sign": sign(CLOSED, MANUAL_KEY)}
    changed = {**signed, name: f"{signed[name]}0"}

    assert is_signed(signed, MANUAL_KEY)
    assert not is_signed(changed, MANUAL_KEY)


@pytest.mark.parametrize("wrong", [None, "", 7, "27960e5a200e30e084c04cfb440bf659", "É"])
def test_anything_but_the_upper_case_signature_is_refused(wrong: object) -> None:
    assert not is_signed({**CLOSED, "sign": wrong}, MANUAL_KEY)
