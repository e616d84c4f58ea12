"""Mistakes that would cost money or mislead staff; each must be found by a test."""

from dataclasses import dataclass
from typing import Final

_JUDGE: Final = "terminal_daemon/gateway/judge.py"
_CLIENT: Final = "terminal_daemon/gateway/client.py"
_CONNECTION: Final = "terminal_daemon/web/client_connection.py"
_POOL: Final = "terminal_daemon/web/client_pool.py"
_HEADS: Final = "terminal_daemon/web/heads.py"
_DIALOGUE: Final = "terminal_daemon/web/dialogue.py"
_VISIT: Final = "terminal_daemon/web/visit.py"
_STEP: Final = "terminal_daemon/sale/step.py"
_EVIDENCE: Final = "terminal_daemon/sale/evidence.py"
_RULES: Final = "terminal_daemon/sale/rules.py"
_COUNTER: Final = "terminal_daemon/sale/counter_step.py"
_SCANS: Final = "terminal_daemon/sale/scans.py"
_ENDS: Final = "terminal_daemon/sale/ends.py"
_PAYMENTS: Final = "terminal_daemon/sale/payments.py"
_SHOWING: Final = "terminal_daemon/screen/showing.py"
_CLOCK: Final = "terminal_daemon/terminal/clock.py"
_EFFECTS: Final = "terminal_daemon/terminal/effects.py"
_RECORDER: Final = "terminal_daemon/terminal/recorder.py"
_ORDERS: Final = "terminal_daemon/terminal/orders.py"
_TERMINAL: Final = "terminal_daemon/terminal/terminal.py"
_REGISTER: Final = "terminal_daemon/sale/register.py"
_DESK: Final = "terminal_daemon/terminal/desk.py"
_ARMING: Final = "terminal_daemon/terminal/arming.py"
_LIVE_COUNTER: Final = "terminal_daemon/terminal/live_counter.py"
_CONDITION: Final = "terminal_daemon/terminal/condition.py"
_STORE: Final = "terminal_daemon/journal/store.py"
_JUDGE_REFUND: Final = "terminal_daemon/gateway/judge_refund.py"
_REFUND_STEP: Final = "terminal_daemon/sale/refund_step.py"
_REFUNDING: Final = "terminal_daemon/sale/refunding.py"
_PIN_GATE: Final = "terminal_daemon/terminal/pin_gate.py"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: in this file, `before` (found exactly once) becomes `after`."""

    name: str
    file: str
    before: str
    after: str


_OF_THE_JUDGE: Final = (
    Mutant(
        "an unsigned success is accepted",
        _JUDGE,
        "    if not reply.verified:\n        return Unknown(Doubt.BAD_SIGNATURE)\n",
        "",
    ),
    Mutant(
        "the amount is not compared",
        _JUDGE,
        "    if reply.total_fee != asked.amount:\n        return NotOurs()\n",
        "",
    ),
    Mutant(
        "the merchant is not compared",
        _JUDGE,
        "    if reply.merchant_id != asked.merchant_id:\n"
        "        return Unknown(Doubt.OTHER_MERCHANT)\n",
        "",
    ),
    Mutant(
        "the order is not compared",
        _JUDGE,
        "    if reply.order != asked.order:\n        return Unknown(Doubt.OTHER_ORDER)\n",
        "",
    ),
    Mutant(
        "a failure of another order counts",
        _JUDGE,
        '    if outcome.order not in ("", asked.order):\n'
        "        return Unknown(Doubt.OTHER_ORDER)\n",
        "",
    ),
    Mutant(
        "601 is a decline",
        _JUDGE,
        "return Unknown(Doubt.CHANNEL_TIMED_OUT, str(reply.code))",
        "return Declined(Reason.PAYMENT_FAILED, str(reply.code))",
    ),
    Mutant(
        "an unknown err_code is a decline",
        _JUDGE,
        "        return _open(call, entry, reply.err_code)\n"
        "    return Unknown(Doubt.CHANNEL_CODE, reply.err_code)\n",
        "        return _open(call, entry, reply.err_code)\n"
        "    return Declined(Reason.PAYMENT_FAILED, reply.err_code)\n",
    ),
    Mutant(
        "a payment that contradicts itself counts",
        _JUDGE,
        '    if _failed(reply) or reply.err_code not in ("", "ORDERPAID"):\n'
        "        return Unknown(Doubt.CHANNEL_CODE, _trouble(reply))\n"
        "    if reply.trade_state is TradeState.REFUNDED:",
        "    if reply.trade_state is TradeState.REFUNDED:",
    ),
    Mutant(
        "paid and refunded is approved",
        _JUDGE,
        "    if reply.trade_state is TradeState.REFUNDED:\n        return Refunded()\n",
        "",
    ),
    Mutant(
        "without TLS a rejection is believed",
        _JUDGE,
        "        return no if tls else AskFirst(no)\n",
        "        return no\n",
    ),
    Mutant(
        "without TLS an unsigned answer agrees",
        _JUDGE,
        "replace(verdict, signed_only=not tls)",
        "replace(verdict, signed_only=False)",
    ),
    Mutant(
        "a close that failed is a close",
        _JUDGE,
        "    if against or reply.close_status not in _CLOSED:",
        "    if against:",
    ),
)

_OF_WHAT_IS_FINAL: Final = (
    Mutant(
        "-1 is final at once",
        _EVIDENCE,
        "return _not_paid(sale) if dead or _stayed_minus_one(sale, now) else None",
        "return _not_paid(sale)",
    ),
    Mutant(
        "-1 counts just after the submit",
        _STEP,
        " and age_s(sale, now) >= waits.MINUS_ONE_AGE_S:",
        ":",
    ),
    Mutant(
        "301 is final at once",
        _EVIDENCE,
        "_not_there(sale, now, dead=dead and over)",
        "_not_there(sale, now, dead=True)",
    ),
    Mutant(
        "301 is final once closed, inside the window",
        _EVIDENCE,
        "_not_there(sale, now, dead=dead and over)",
        "_not_there(sale, now, dead=dead)",
    ),
    Mutant(
        "301 is final at the window's end",
        _EVIDENCE,
        "_not_there(sale, now, dead=dead and over)",
        "_not_there(sale, now, dead=over)",
    ),
    Mutant(
        "PAYERROR is final inside the window",
        _EVIDENCE,
        "return _not_paid(sale) if dead or over else None",
        "return _not_paid(sale)",
    ),
    Mutant(
        "not paid yet is final at the window's end",
        _EVIDENCE,
        "return _not_paid(sale) if dead else None",
        "return _not_paid(sale) if dead or over else None",
    ),
    Mutant(
        "a no that must be checked is believed",
        _STEP,
        "    end = ending(sale, verdict, now, rules)\n",
        "    end = ending(sale, getattr(verdict, 'no', verdict), now, rules)\n",
    ),
    Mutant(
        "an unsigned 301 agrees with an unsigned no",
        _EVIDENCE,
        "(ask_first is not None and not ask_first.signed_only)",
        "ask_first is not None",
    ),
    Mutant(
        "any answer to a close is a close",
        _STEP,
        "closed=sale.closed or isinstance(verdict, Closed)",
        "closed=True",
    ),
    Mutant(
        "expired without a margin for the clocks",
        _EVIDENCE,
        "life_s + waits.EXPIRY_MARGIN_S",
        "life_s",
    ),
    Mutant(
        "the window is over at 30 s", _RULES, "window_s: float = 47.0", "window_s: float = 30.0"
    ),
)

_OF_THE_CHASE: Final = (
    Mutant(
        "an unknown order is not asked about",
        _STEP,
        "        sale = _moved(sale, State.UNKNOWN)\n    return _ask_later(sale, now)",
        "        sale = _moved(sale, State.UNKNOWN)\n    return sale.chased(wake_at=None)",
    ),
    Mutant(
        "a submit that timed out is sent again",
        _STEP,
        "    if call is Call.SUBMIT and isinstance(verdict, NotSent):",
        "    if call is Call.SUBMIT and isinstance(verdict, NotSent | Unknown):",
    ),
    Mutant(
        "the code is kept after a submit",
        _STEP,
        "    chase = replace(sale.chase, in_flight=None, auth_code=None)\n",
        "    chase = replace(sale.chase, in_flight=None)\n",
    ),
    Mutant(
        "an order after a restart is sent again",
        _STEP,
        "    if sale.state is not State.UNKNOWN:\n        sale = _moved(sale, State.UNKNOWN)\n",
        "    if sale.state not in (State.UNKNOWN, State.SUBMITTING):\n"
        "        sale = _moved(sale, State.UNKNOWN)\n",
    ),
    Mutant(
        "giving up cancels a submit on the wire",
        _STEP,
        "sale.state is State.SUBMITTING and sale.chase.in_flight is None",
        "sale.state is State.SUBMITTING",
    ),
    Mutant(
        "an order is closed at once after a no",
        _STEP,
        "int(sale.chase.ask_first is not None and age >= waits.EARLIEST_CLOSE_S)",
        "int(sale.chase.ask_first is not None)",
    ),
    Mutant(
        "orders may be closed after 5 s",
        _RULES,
        "EARLIEST_CLOSE_S: Final = 15.0",
        "EARLIEST_CLOSE_S: Final = 5.0",
    ),
    Mutant(
        "no close at the window's end",
        _STEP,
        "    due += int(age >= rules.window_s) + int(again)\n",
        "    due += int(again)\n",
    ),
    Mutant(
        "no close at five minutes",
        _STEP,
        "    due += int(age >= rules.window_s) + int(again)\n",
        "    due += int(age >= rules.window_s)\n",
    ),
    Mutant("late money is not called late", _STEP, '"late": True,', '"late": False,'),
    Mutant(
        "no looks after a decline",
        _STEP,
        "    return _owed_looks(moved, now, since=sale.chase.since)\n",
        "    return replace(moved, chase=Chase())\n",
    ),
    Mutant(
        "the looks are not owed again after a restart",
        _STEP,
        "        return Step(_owed_looks(sale, now, since=now.monotonic))\n",
        "        wake_at = now.after(waits.DECLINE_CHECKS_S[0])\n"
        "        return Step(replace(sale, chase=Chase(since=now.monotonic, wake_at=wake_at)))\n",
    ),
    Mutant(
        "after a decline there are only the two looks that the gateway asks for",
        "terminal_daemon/sale/rules.py",
        "DECLINE_CHECKS_S: Final = (4.0, 60.0, 600.0, 3600.0)",
        "DECLINE_CHECKS_S: Final = (4.0, 60.0)",
    ),
    Mutant(
        "an answer that proves nothing is a look",
        _STEP,
        "        case Unknown() | NotSent() | NotOurs():\n"
        "            return _ask_later(sale, now)\n",
        "",
    ),
    Mutant(
        "a declined order is closed at once",
        _STEP,
        "return payable and age >= waits.EARLIEST_CLOSE_S",
        "return payable",
    ),
    Mutant(
        "a declined order that is payable stays so",
        _STEP,
        "        return payable and age >= waits.EARLIEST_CLOSE_S\n",
        "        return False\n",
    ),
    Mutant(
        "staff are not owed word of an approval",
        _STEP,
        "            return _approved(sale, end, now, untold=True)\n",
        "            return _approved(sale, end, now)\n",
    ),
    Mutant(
        "staff are not owed word of late money",
        _STEP,
        "            return _approved(sale, verdict, now, untold=True, **late)\n",
        "            return _approved(sale, verdict, now, **late)\n",
    ),
    Mutant(
        "the expiry of an untrusted clock is sent",
        _STEP,
        "time_expire=expire if now.trusted else None",
        "time_expire=expire",
    ),
    Mutant(
        "that the channel wants fewer calls is forgotten",
        _STEP,
        "slower = chase.slower or doubt is Doubt.SLOW_DOWN",
        "slower = doubt is Doubt.SLOW_DOWN",
    ),
    Mutant(
        "an order in the background is asked every minute",
        _STEP,
        "in_background=count + 1",
        "in_background=count",
    ),
)

_OF_THE_COUNTER: Final = (
    Mutant(
        "a second scan replaces the code held",
        _SCANS,
        "        case Arming(held=None):\n            held =",
        "        case Arming():\n            held =",
    ),
    Mutant(
        "a used code is taken again",
        _SCANS,
        "if used_until is not None and used_until > now.monotonic:",
        "if False:",
    ),
    Mutant(
        "a code from before the amount is used",
        _SCANS,
        "scanned.scanned_at < shown_at or not _is_fresh(scanned, now)",
        "not _is_fresh(scanned, now)",
    ),
    Mutant(
        "a code held for a slow disk is used however old",
        _SCANS,
        "if held is not None and _is_fresh(held, now):",
        "if held is not None:",
    ),
    Mutant(
        "a message takes the notice below it along",
        _COUNTER,
        "case EscapePressed() | EnterPressed() if _is_covered(counter):",
        "case EscapePressed() | EnterPressed() if counter is None:",
    ),
    Mutant(
        "a notice that is not true any more stays",
        _ENDS,
        "if notice.order != sale.order or isinstance(notice, Refund)",
        "if notice is not None",
    ),
    Mutant(
        "a result that is not true any more stays",
        _ENDS,
        "        mode = Idle()  # what the screen says of this order is not true any more\n",
        "        pass\n",
    ),
    Mutant(
        "late money is not announced",
        _ENDS,
        "event.was not in (State.UNKNOWN, State.DECLINED)",
        "event.was is not State.UNKNOWN",
    ),
    Mutant(
        "an unknown result goes by itself",
        _ENDS,
        "            until = None if rules.has_keys else now.after(UNACKNOWLEDGED_S)\n"
        "            sound = Sound.ATTENTION",
        "            until = now.after(UNACKNOWLEDGED_S)\n            sound = Sound.ATTENTION",
    ),
    Mutant(
        "a phone left under the scanner pays again",
        _SCANS,
        "    seen = scanned_at - result.since >= RESULT_SEEN_S\n",
        "    seen = True\n",
    ),
    Mutant(
        "the same payer of another amount is announced",
        _PAYMENTS,
        "    if this.order == other.order or this.payer != other.payer or "
        "this.amount != other.amount:\n",
        "    if this.order == other.order or this.payer != other.payer:\n",
    ),
    Mutant(
        "the same payer of hours ago is announced",
        _PAYMENTS,
        "    return _apart_s(this, other) < TWICE_WITHIN_S\n",
        "    return True\n",
    ),
    Mutant(
        "any payer of the same amount is announced",
        _PAYMENTS,
        " or this.payer != other.payer or ",
        " or ",
    ),
    Mutant(
        "what is paid twice is forgotten at a restart",
        _TERMINAL,
        "Counter(paid=paid_before(await self._journal.lately_paid()))",
        "Counter()",
    ),
    Mutant(
        "staff count as told before they saw that it was paid twice",
        _ENDS,
        "    elif sale.untold:\n",
        "    if sale.untold:\n",
    ),
    Mutant(
        "paid and refunded is shown as approved",
        _SHOWING,
        "        case State.APPROVED:\n",
        "        case State.APPROVED | State.REFUNDED:\n",
    ),
)

_OF_THE_SHELL: Final = (
    Mutant(
        "a byte that left counts as not sent",
        _CLIENT,
        "return Failure(failure.sent, ",
        "return Failure(False, ",
    ),
    Mutant(
        "what broke after the request left counts as not sent",
        "terminal_daemon/web/no_reply.py",
        "sent: bool = True",
        "sent: bool = False",
    ),
    Mutant(
        "an error page counts as an answer", _CLIENT, "if reply.status != _HTTP_OK:", "if False:"
    ),
    Mutant(
        "a kept connection is used whatever came on it",
        _POOL,
        "            if not is_old and await connection.is_silent():\n",
        "            if not is_old:\n",
    ),
    Mutant(
        "what the loop has not read yet is overlooked",
        _CONNECTION,
        "if not self._something_lies_there():",
        "if True:",
    ),
    Mutant(
        "a connection is kept in the middle of a reply",
        "terminal_daemon/web/exchange.py",
        "if not is_done or http.trailing_data",
        "if http.trailing_data",
    ),
    Mutant(
        "a reply may take for ever, a byte at a time",
        _CONNECTION,
        "return min(self._heard_at + self._quiet_s, self._until)",
        "return self._heard_at + self._quiet_s",
    ),
    Mutant(
        "a turn that was never used is not given back",
        _POOL,
        "        except BaseException:\n            self._slots.release()\n",
        "        except BaseException:\n",
    ),
    Mutant("every link counts as TLS", _EFFECTS, "asked, tls=self._tls)", "asked, tls=True)"),
    Mutant(
        "the gateway's clock is not looked at",
        _EFFECTS,
        "                self._clock.saw_date(answer.date)\n",
        "                pass\n",
    ),
    Mutant(
        "the machine's own address is not sent",
        _EFFECTS,
        "        self._merchant = replace(self._merchant, ip=await self._gateway.own_address())\n",
        "",
    ),
    Mutant(
        "background orders all ask at once",
        _EFFECTS,
        "asyncio.Semaphore(1)",
        "asyncio.Semaphore(100)",
    ),
    Mutant(
        "the counter's order waits its turn",
        _EFFECTS,
        "        if sale.state in (State.UNKNOWN, State.DECLINED):\n",
        "        if sale is not None:\n",
    ),
    Mutant(
        "the recorder forgets what it owes",
        _RECORDER,
        "            self._owed[sale.order] = sale\n",
        "",
    ),
    Mutant(
        "the recorder says kept though it owes",
        _RECORDER,
        "Recorded(step.was, step.sale, kept=not self._owed)",
        "Recorded(step.was, step.sale, kept=True)",
    ),
    Mutant(
        "a disk that hangs holds the result back",
        _RECORDER,
        "            async with asyncio.timeout(WRITE_WITHIN_S):\n",
        "            async with asyncio.timeout(None):\n",
    ),
    Mutant(
        "the clock is always trusted",
        _CLOCK,
        "        trusted = self._kernel_says if self._date_agrees is None else self._date_agrees\n",
        "        trusted = True\n",
    ),
    Mutant(
        "submitted before it is on disk",
        _ARMING,
        "            return self._setup.begin(order, arm.amount, created_at, arm.wish)\n",
        "            early = self._setup.begin(order, arm.amount, created_at, arm.wish)\n"
        "            self._report(Armed(early))\n"
        "            return early\n",
    ),
    Mutant(
        "an order that could not be armed is used",
        _ARMING,
        "                self._report(ArmingFailed(error.full))\n",
        '                self._report(Armed(begin(OrderNumber("T01_2345ABCD_000001"))))\n',
    ),
    Mutant(
        "a result is shown before it is on disk",
        _RECORDER,
        "        self._queue.put_nowait(step)\n",
        "        self._report(Recorded(step.was, step.sale, kept=True))\n"
        "        self._queue.put_nowait(step)\n",
    ),
    Mutant(
        "another merchant's order is asked about",
        _ORDERS,
        "        if self._setup.owner.owns(sale.merchant_id):\n",
        "        if sale is not None:\n",
    ),
    Mutant(
        "an order still owed a look is dropped",
        _ORDERS,
        " and now.chase.wake_at is None and now.chase.in_flight is None:",
        ":",
    ),
    Mutant(
        "word given while stopping counts as seen",
        _LIVE_COUNTER,
        "            case Told() if self.open:",
        "            case Told():",
    ),
    Mutant(
        "an order armed during the stop is left open",
        _TERMINAL,
        "            self._orders.advance(sale.order, GivenUp(Reason.STOPPED))\n        self",
        "            pass\n        self",
    ),
    Mutant(
        "a lost network is not tried again",
        _CONDITION,
        "self.probe_at = None if reached else self._clock.now().after(_PROBE_AGAIN_S)",
        "self.probe_at = None",
    ),
    Mutant(
        "a disk that failed is not shown",
        _TERMINAL,
        "        self._condition.journal(works=event.kept)\n",
        "",
    ),
    Mutant(
        "the word of one end counts as that of another",
        "terminal_daemon/journal/statements.py",
        '"order" = ? AND state = ?',
        '"order" = ? AND state = coalesce(state, ?)',
    ),
)

_OF_THE_REGISTER: Final = (
    Mutant(
        "a sale is begun while another is at the counter",
        _REGISTER,
        "        case AwaitingCode(order=order) | Paying(order):\n"
        "            return Busy.SALE, order\n",
        "",
    ),
    Mutant(
        "an unknown sale makes way for the register's next",
        _REGISTER,
        "        case Result(sale) if sale.state is State.UNKNOWN:\n"
        "            return Busy.NOTICE, sale.order\n",
        "",
    ),
    Mutant(
        "a code scanned before the register's amount was shown pays it",
        _SCANS,
        "        counter, shown_at = counter.quiet(), now.monotonic  # it is shown from now on\n",
        "        counter, shown_at = counter.quiet(), Monotonic(0.0)\n",
    ),
    Mutant(
        "a code pays a sale that the register cancelled",
        _REGISTER,
        "            leaving = replace(counter, mode=Paying(order))\n",
        "            leaving = counter\n",
    ),
    Mutant(
        "the register stops a payment that may have left",
        _STEP,
        "    sending = sale.state is State.SUBMITTING and sale.chase.in_flight is None\n",
        "    sending = sale.state is State.SUBMITTING\n",
    ),
    Mutant(
        "whoever asks takes the looks that are owed",
        _STEP,
        "len(waits.DECLINE_CHECKS_S)) + 1)",
        "len(waits.DECLINE_CHECKS_S)))",
    ),
    Mutant(
        "a sale is looked up as somebody read it once",
        _TERMINAL,
        "sale if known else await self._journal.sale(sale.order)",
        "sale",
    ),
    Mutant(
        "another merchant's order is asked about for the register",
        _ORDERS,
        "            if sale.state is not State.DECLINED or not ours:\n",
        "            if sale.state is not State.DECLINED:\n",
    ),
    Mutant(
        "a key that is on its way to the disk begins a second sale",
        _DESK,
        "        same = self._same(ask.request)\n",
        "        same = None\n",
    ),
    Mutant(
        "the register's key is not written beside its sale",
        _LIVE_COUNTER,
        "                request = self._to.desk.request_of(wish)\n",
        "                request = None\n",
    ),
    Mutant(
        "one who vanishes takes the answer of all with them",
        _DESK,
        "    if not asker.done():  # else nobody waits for it any more\n",
        "    if asker:\n",
    ),
    Mutant(
        "an order that the disk took too late is left open",
        _TERMINAL,
        "                self._orders.begin(sale)\n"
        "                self._orders.advance(sale.order, GivenUp(Reason.STOPPED))\n",
        "                pass\n",
    ),
    Mutant(
        "an order that the disk took too late is taken for the next one",
        _ARMING,
        "ArmedLate(sale) if late.is_set() else Armed(sale)",
        "Armed(sale)",
    ),
    Mutant(
        "the register hears that a sale is cancelled which goes on",
        _LIVE_COUNTER,
        "        elif sale.state is not State.CANCELLED:\n"
        "            self._to.desk.left(order, TooLate(sale.state))\n",
        "        else:\n            self._to.desk.ended(sale)\n",
    ),
)

_OF_THE_KEYS: Final = (
    Mutant(
        "a key that the register sends again begins another sale",
        _STORE,
        "            self._requests.refuse_known(request)\n",
        "",
    ),
    Mutant(
        "the register's key is kept after the order is on disk",
        _STORE,
        "            self._requests.keep(number, request)\n        return sale\n",
        "        with self._database.transaction():\n"
        "            self._requests.keep(number, request)\n"
        "        return sale\n",
    ),
    Mutant(
        "a clock that jumped ahead forgets the keys of late",
        "terminal_daemon/journal/requests.py",
        "KEPT_SALES: Final = 1_000\n",
        "KEPT_SALES: Final = 0\n",
    ),
    Mutant(
        "the number of a step that was lost is given again",
        "terminal_daemon/journal/salvage.py",
        "(finds.top_seq + _SEQS_LOST,)",
        "(finds.top_seq,)",
    ),
    Mutant(
        "a page of sales goes past those that were not shown",
        "terminal_daemon/journal/reader.py",
        "Page(found[:limit], ",
        "Page(found[:limit - 1], ",
    ),
    Mutant(
        "what is refunded counts as taken",
        "terminal_daemon/journal/totals.py",
        "        if part.state is State.APPROVED:\n",
        "        if part.state in (State.APPROVED, State.REFUNDED):\n",
    ),
)

_OF_THE_REFUNDS: Final = (
    Mutant(
        "a refund of another amount counts",
        _JUDGE_REFUND,
        "    if reply.refund_fee != asked.amount:\n",
        "    if reply.refund_fee is None:\n",
    ),
    Mutant(
        "an unsigned refund counts",
        _JUDGE_REFUND,
        "    if not reply.verified:\n",
        "    if reply.code:\n",
    ),
    Mutant(
        "a refund is refused without TLS",
        _JUDGE_REFUND,
        "return RefundRefused(REFUSALS[stated], stated, signed_only=not tls)",
        "return RefundRefused(REFUSALS[stated], stated)",
    ),
    Mutant(
        "a restart sends a refund without asking first",
        _REFUND_STEP,
        "in_flight=RefundCall.ASK, perhaps_sent_at=now.monotonic",
        "in_flight=RefundCall.SEND, perhaps_sent_at=now.monotonic",
    ),
    Mutant(
        "one answer makes a refund fail",
        _REFUND_STEP,
        "    if first is None:\n",
        "    if first is not None:\n",
    ),
    Mutant(
        "a refusal counts while a request may still arrive",
        _REFUND_STEP,
        "return perhaps is None or now.monotonic - perhaps >= ARRIVES_WITHIN_S",
        "return perhaps is None or now.monotonic >= perhaps",
    ),
    Mutant(
        "a refund that may have been sent fails for want of a network",
        _REFUND_STEP,
        "    if refund.state is not RefundState.ARMED:\n        return _ask_later",
        "    if refund.state is RefundState.PENDING:\n        return _ask_later",
    ),
    Mutant(
        "a second refund begins beside the first",
        _REFUNDING,
        "    if any(refund.state in REFUND_OPEN for refund in before):\n",
        "    if all(refund.state in REFUND_OPEN for refund in before) and False:\n",
    ),
    Mutant(
        "more goes back than was paid",
        _REFUNDING,
        "    if amount is not None and amount > left:\n",
        "    if amount is not None and amount > sale.amount:\n",
    ),
    Mutant(
        "an end of a refund is written over",
        "terminal_daemon/journal/refund_statements.py",
        "AND (state NOT IN ('refunded', 'failed') OR state = :state ",
        "AND (state NOT IN ('refunded') OR state = :state OR 1 ",
    ),
    Mutant(
        "a refund that failed is not asked about before the next one",
        _REFUNDING,
        "    if not surely_failed >= {each.number for each in doubted}:\n",
        "    if not surely_failed >= {each.number for each in doubted} and False:\n",
    ),
    Mutant(
        "the next refund begins though the last one was done after all",
        "terminal_daemon/terminal/refunds.py",
        "            if len(surely_failed) == len(answer.failed):\n",
        "            if surely_failed is not None:\n",
    ),
    Mutant(
        "a wrong PIN is counted only once it was looked at",
        _PIN_GATE,
        "            await self._note(wrong + 1)\n",
        "",
    ),
    Mutant(
        "a locked PIN is looked at",
        _PIN_GATE,
        "            if left_s > 0:\n                return PinLocked(left_s)\n            await",
        "            await",
    ),
    Mutant(
        "a refund nobody waited for is sent",
        "terminal_daemon/terminal/refunds.py",
        "RefundGivenUp() if late else RefundArmed()",
        "RefundArmed()",
    ),
    Mutant(
        "anybody over TCP may refund",
        "terminal_daemon/api/access.py",
        "if known is None or sent is None or not compare_digest(known, _digest(sent)):",
        "if known is None:",
    ),
)

_OF_HTTP: Final = (
    Mutant(
        "a line may end as it likes",
        _HEADS,
        "        if _AMBIGUOUS.search(head) is not None:\n",
        "        if False:\n",
    ),
    Mutant(
        "a request may have several lengths",
        _DIALOGUE,
        'len(lengths) > 1 or (lengths and b"," in lengths[0])',
        "False",
    ),
    Mutant(
        "a length may stand beside chunks", _DIALOGUE, "(lengths or version == ", "(version == "
    ),
    Mutant(
        "headers after a body are passed over",
        _DIALOGUE,
        "            if event.headers:\n",
        "            if False:\n",
    ),
    Mutant(
        "what follows a broken body is a request",
        _DIALOGUE,
        "not last and not self.is_broken",
        "not last",
    ),
    Mutant(
        "what follows a body is forgotten",
        _VISIT,
        "            self._plug.came[:0] = dialogue.rest\n",
        "            self._plug.came.clear()\n",
    ),
    Mutant(
        "a refused body's answer is lost on the way",
        _VISIT,
        "            await self._plug.linger(self._pace.linger_s)\n        return False",
        "            self._plug.abort()\n        return False",
    ),
    Mutant(
        "a body may be as long as it likes",
        _VISIT,
        "            if len(body) > most:\n",
        "            if False:\n",
    ),
)

MUTANTS: Final = (
    *_OF_THE_JUDGE,
    *_OF_WHAT_IS_FINAL,
    *_OF_THE_CHASE,
    *_OF_THE_COUNTER,
    *_OF_THE_SHELL,
    *_OF_THE_REGISTER,
    *_OF_THE_KEYS,
    *_OF_THE_REFUNDS,
    *_OF_HTTP,
)
