import json

from terminal_daemon.gateway.evidence import evidence
from terminal_daemon.gateway.payer import payer_of
from terminal_daemon.gateway.replies import Answer, Failure, Reply, read_reply
from terminal_daemon.gateway.signature import sign
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
PAID: dict[str, object] = {
    "out_trade_id": "4003542001201707210000404011",
    "openid": "oMJGHsx-0RqIklWabcdefgy02xI1",
    "total_fee": 1250,
    "trade_state": 0,
    "trade_id": "59706d88fd000000000a03e8",
    "mch_trade_id": "T01_7K3M9QXA_000042",
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
    "time_end": 1497330780,
}


def read(data: dict[str, object], msg: str | None = None) -> Reply:
    members = {"code": 0, "msg": msg, "data": data, "sign": sign(data, KEY)}
    reply = read_reply(Answer(json.dumps(members, ensure_ascii=False).encode()), KEY)
    assert isinstance(reply, Reply)
    return reply


def test_the_evidence_does_not_tell_who_paid() -> None:
    assert payer_of(PAID, KEY) not in evidence(read(PAID))


def test_the_evidence_of_a_paid_reply() -> None:
    assert json.loads(evidence(read(PAID))) == {
        "code": 0,
        "verified": True,
        "trade_state": "0",
        "total_fee": 1250,
        "paid_at": 1497330780,
        "order": "T01_7K3M9QXA_000042",
        "merchant_id": "59382e3cffea0e5fcd0cfc3e",
        "trade_id": "59706d88fd000000000a03e8",
        "out_trade_id": "4003542001201707210000404011",
    }


def test_the_evidence_of_a_refund() -> None:
    data = {
        "mch_trade_id": "T01_7K3M9QXA_000042",
        "merchant_id": "59382e3cffea0e5fcd0cfc3e",
        "mch_refund_id": "T01_7K3M9QXA_000042R1",
        "refund_fee": 250,
        "refund_status": 1,
        "refund_id": "59faeb32fd4eb0751a4f8c50",
    }

    assert json.loads(evidence(read(data))) == {
        "code": 0,
        "verified": True,
        "refund_status": 1,
        "refund_fee": 250,
        "order": "T01_7K3M9QXA_000042",
        "merchant_id": "59382e3cffea0e5fcd0cfc3e",
        "refund_number": "T01_7K3M9QXA_000042R1",
        "refund_id": "59faeb32fd4eb0751a4f8c50",
    }


def test_an_unsigned_reply_leaves_no_numbers_in_the_evidence() -> None:
    body = json.dumps({"code": 600, "data": {"mch_trade_id": "x", "mch_refund_id": "y"}})
    reply = read_reply(Answer(body.encode()), KEY)

    assert json.loads(evidence(reply)) == {"code": 600, "verified": False}


def test_the_evidence_of_a_failure() -> None:
    failure = Failure(any_byte_sent=True, doubt=Doubt.HTTP_STATUS, detail="502")

    assert evidence(failure) == '{"doubt":"http_status","sent":true,"detail":"502"}'


def test_evidence_of_the_longest_reply_keeps_within_1_kib_and_keeps_the_best() -> None:
    long = "\U0001f9e7\\\x00" * 1000
    names = ("mch_trade_id", "merchant_id", "trade_id", "out_trade_id", "result_code", "need_query")

    line = evidence(read(PAID | dict.fromkeys(names, long), msg=long))

    assert len(line.encode()) <= 1024
    assert json.loads(line)["trade_state"] == "0"
    assert "msg" not in json.loads(line)
