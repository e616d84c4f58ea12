"""Why a sale ended as it did, and why an answer proves nothing; the values stand in the API."""

from enum import Enum


class Reason(Enum):
    """Why a sale is declined, cancelled or rejected. Its words stand in screen/."""

    NOT_ENOUGH = "not_enough"
    CARD_NOT_SUPPORTED = "card_not_supported"
    CODE_EXPIRED = "code_expired"
    CODE_NOT_VALID = "code_not_valid"
    CODE_MISMATCH = "code_mismatch"
    DID_NOT_FINISH = "did_not_finish"
    RESTRICTED = "restricted"
    ORDER_CLOSED = "order_closed"
    ORDER_REVERSED = "order_reversed"
    PAYMENT_FAILED = "payment_failed"
    NOT_PAID_IN_TIME = "not_paid_in_time"
    PAID_AND_REFUNDED = "paid_and_refunded"
    # rejected: the merchant or this software is at fault, staff must act
    SYSTEM_ERROR = "system_error"
    MERCHANT_SETUP = "merchant_setup"
    OUTSIDE_SERVICE_HOURS = "outside_service_hours"
    NEVER_ARRIVED = "never_arrived"  # after a restart: the gateway never saw the order
    # cancelled: nothing was submitted
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    CANCELLED_BY_REGISTER = "cancelled_by_register"
    NO_CODE_IN_TIME = "no_code_in_time"
    NO_NETWORK = "no_network"
    STOPPED = "stopped"


class Doubt(Enum):
    """Why an answer leaves the outcome open."""

    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    HTTP_STATUS = "http_status"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    BAD_SIGNATURE = "bad_signature"
    OTHER_ORDER = "other_order"
    OTHER_MERCHANT = "other_merchant"
    OTHER_AMOUNT = "other_amount"
    NO_STATE = "no_state"  # trade_state is missing, or none that we know
    GATEWAY_CODE = "gateway_code"  # a `code` that says nothing about the money
    CHANNEL_CODE = "channel_code"  # an `err_code` that says nothing about the money
    CHANNEL_TIMED_OUT = "channel_timed_out"
    ORDER_EXISTS = "order_exists"
    SLOW_DOWN = "slow_down"  # FREQUENCY_LIMIT: ask half as often
    NOT_CLOSED = "not_closed"
