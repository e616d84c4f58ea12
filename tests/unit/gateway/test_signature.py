import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.gateway.signature import is_signed, sign
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")

ADDRESS_VECTOR = (
    "address=详细地址&appid=公众号&full_name=商户全名称&id=xxxxxxxxx&industry=经营行业"
    "&mch_deal_type=商户经营类型: 实体/虚拟&mch_type=商户类型(个体，企业)&memo=商户备注"
    "&method=merchant.create&name=商户简称&partner_id=123456&partner_mch_id=partner_mch_id"
    "&pfb_channel_type=农商行普付宝经营类目&province=省&urbn=市&zone=区"
    "&zx_alipay_channel_type=中信支付宝经营类目编号&zx_wechat_channel_type=中信微信经营类目编号"
)
CLOSE_VECTOR = (
    '{"close_status":"0","mch_trade_id":"alex.wechat.15096163291",'
    '"merchant_id":"59382e3cffea0e5fcd0cfc3e","trade_id":"59faeb63fd4eb0751a4f8c56",'
    '"nonce_str":"59faeb88fd4eb0751a4f8c5b"}'
)
REFUND_VECTOR = (
    '{"mch_trade_id":"alex.wechat.1509616329","merchant_id":"59382e3cffea0e5fcd0cfc3e",'
    '"trade_id":"59faead1fd4eb0751a4f8c41","refund_id":"59faeb32fd4eb0751a4f8c50",'
    '"refund_status":1,"mch_refund_id":"1509616430","refund_fee":1,'
    '"nonce_str":"59faeb33fd4eb0751a4f8c53"}'
)

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)
values = st.none() | st.booleans() | st.integers() | st.text(max_size=12)


def test_the_request_vector_of_the_manual() -> None:
    parameters = dict(pair.split("=", 1) for pair in ADDRESS_VECTOR.split("&"))

    assert sign(parameters, Secret("0123456789abcdef")) == "D365A1FBE6C5C8D366A0A2C3D0932368"


@pytest.mark.parametrize(
    ("data", "signature"),
    [
        (CLOSE_VECTOR, "27960E5A200E30E084C04CFB440BF659"),
        (REFUND_VECTOR, "6457494F9C78AB7D2B763889B13248A1"),
    ],
)
def test_the_reply_vectors_of_the_manual(data: str, signature: str) -> None:
    assert sign(json.loads(data), KEY) == signature
    assert is_signed(json.loads(data), signature, KEY)
    assert is_signed(json.loads(data), signature.lower(), KEY)
    assert not is_signed(json.loads(data), signature, Secret("another key"))
    assert not is_signed(json.loads(data), signature[:-1], KEY)


@pytest.mark.parametrize("left_out", [None, "", [], {}, [1], {"b": 2}])
def test_null_empty_text_objects_and_arrays_are_left_out(left_out: object) -> None:
    assert sign({"a": 1, "b": left_out}, KEY) == sign({"a": 1}, KEY)


@pytest.mark.parametrize("kept", [0, "0", False, " "])
def test_zero_and_other_false_values_stay_in(kept: object) -> None:
    assert sign({"a": 1, "b": kept}, KEY) != sign({"a": 1}, KEY)


def test_the_sign_itself_is_left_out() -> None:
    assert sign({"a": 1, "sign": "72ED"}, KEY) == sign({"a": 1}, KEY)


def test_booleans_are_signed_as_json_spells_them() -> None:
    assert sign({"a": True, "b": False}, KEY) == sign({"a": "true", "b": "false"}, KEY)


def test_a_number_and_its_text_are_signed_alike() -> None:
    assert sign({"total_fee": 1250}, KEY) == sign({"total_fee": "1250"}, KEY)


def test_names_are_sorted_by_ascii_so_capitals_come_first() -> None:
    # printf 'B=2&a=1&key=k' | md5sum
    assert sign({"a": 1, "B": 2}, Secret("k")) == "FE96F3790EA29E846BC72B1A3C34CFB7"


@pytest.mark.parametrize("signature", ["", "é", "\ud800", "ſ" * 32])
def test_a_sign_that_is_no_hex_is_refused_without_an_exception(signature: str) -> None:
    assert not is_signed({"a": "1"}, signature, KEY)


def test_half_a_surrogate_pair_is_signed_without_an_exception() -> None:
    assert is_signed({"a": "\ud800"}, sign({"a": "\ud800"}, KEY), KEY)


@pytest.mark.parametrize("data", [{}, {"a": None, "b": "", "c": [1]}, {"sign": "x"}])
def test_data_of_which_nothing_is_signed_is_not_signed(data: dict[str, object]) -> None:
    assert not is_signed(data, sign(data, KEY), KEY)


def test_a_name_that_swallowed_its_neighbour_is_refused_though_the_md5_fits() -> None:
    honest = {"a": "1", "err_code": "SYSTEMERROR", "trade_state": "0"}
    swallowed = {"a": "1", "err_code=SYSTEMERROR&trade_state": "0"}

    assert sign(swallowed, KEY) == sign(honest, KEY)
    assert not is_signed(swallowed, sign(honest, KEY), KEY)


@settings(deadline=None)
@given(st.dictionaries(names, values, min_size=1), st.text(max_size=40))
def test_what_is_signed_is_accepted_and_an_arbitrary_sign_is_not(
    parameters: dict[str, object], other: str
) -> None:
    right = sign(parameters, KEY)
    nothing = all(value in (None, "") for name, value in parameters.items() if name != "sign")

    assert is_signed(parameters, right, KEY) is not nothing
    assert is_signed(parameters, other, KEY) is (other.upper() == right and not nothing)
