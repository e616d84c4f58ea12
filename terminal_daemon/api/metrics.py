"""◉ prometheus_client: what the terminal measures, in the text that Prometheus reads."""

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from terminal_daemon import __version__
from terminal_daemon.api.tallies import Tallies
from terminal_daemon.receipts.trouble import PrinterHealth
from terminal_daemon.terminal.bulletin import Health
from terminal_daemon.terminal.measures import Histogram, Measures

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_PREFIX: Final = "terminal_"
_UP: Final = ("scanner", "keypad", "display", "network", "clock", "journal")


def page(
    measures: Measures, health: Health, tallies: Tallies, printer: PrinterHealth | None = None
) -> bytes:
    """Return the page as of now."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Terminal(measures, health, tallies, printer))
    return generate_latest(registry)


class _Terminal(Collector):
    def __init__(
        self,
        measures: Measures,
        health: Health,
        tallies: Tallies,
        printer: PrinterHealth | None,
    ) -> None:
        self._printer = printer
        self._measures = measures
        self._health = health
        self._tallies = tallies

    def collect(self) -> Iterable[Metric]:
        """Yield every family."""
        measures = self._measures
        yield self._sales()
        yield self._phases()
        yield self._errors()
        yield _seconds("journal_write", "What a write of a sale took.", measures.journal_s)
        yield _seconds("loop_lag", "How late the event loop was.", measures.loop_lag_s)
        yield from self._now()
        yield from self._api()

    def _sales(self) -> Metric:
        family = _counter("sales", "Sales as they ended.", "state", "reason")
        for (state, reason), count in self._measures.ended.items():
            family.add_metric([state.value, reason.value if reason else ""], count)
        return family

    def _phases(self) -> Metric:
        name, text = f"{_PREFIX}sale_seconds", "What the parts of a sale took."
        family = HistogramMetricFamily(name, text, labels=["phase"])
        for phase, histogram in self._measures.seconds.items():
            family.add_metric([phase.value], *_buckets(histogram))
        return family

    def _errors(self) -> Metric:
        family = _counter("gateway_errors", "Calls that proved nothing.", "kind")
        for kind, count in self._measures.gateway_errors.items():
            family.add_metric([kind], count)
        return family

    def _now(self) -> Iterator[Metric]:
        up = GaugeMetricFamily(f"{_PREFIX}up", "1 for what works.", labels=["part"])
        for part in _UP:
            up.add_metric([part], int(getattr(self._health, part)))
        if self._printer is not None:
            up.add_metric(["printer"], int(self._printer.trouble is None))
            receipts = _counter("receipts", "Receipts that were tried.", "printed")
            receipts.add_metric(["yes"], self._printer.printed)
            receipts.add_metric(["no"], self._printer.failed)
            yield receipts
        yield up
        yield _gauge("open_orders", "Orders of unknown outcome.", self._health.open_orders)
        yield _gauge("test", "1 where no real money moves.", int(self._health.test))
        build = GaugeMetricFamily(f"{_PREFIX}build_info", "Always 1.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build

    def _api(self) -> Iterator[Metric]:
        tallies = self._tallies
        answers = _counter("api_answers", "Answers of the API.", "status")
        for status, count in tallies.answers.items():
            answers.add_metric([str(status)], count)
        yield answers
        wrong = _counter("api_wrong_tokens", "Wrong tokens sent to the API.")
        wrong.add_metric([], tallies.wrong_tokens)
        yield wrong
        yield _gauge("api_connections", "Connections to the API.", tallies.connections)
        yield _gauge("api_event_streams", "Clients that listen to events.", tallies.streams)


def _counter(name: str, text: str, *labels: str) -> CounterMetricFamily:
    return CounterMetricFamily(_PREFIX + name, text, labels=labels)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(_PREFIX + name, text, value=value)


def _seconds(name: str, text: str, histogram: Histogram) -> Metric:
    family = HistogramMetricFamily(f"{_PREFIX}{name}_seconds", text, labels=[])
    family.add_metric([], *_buckets(histogram))
    return family


def _buckets(histogram: Histogram) -> tuple[list[tuple[str, float]], float]:
    """Return the buckets as Prometheus counts them, each with all below it, and the sum."""
    bounds = [str(bound) for bound in (*histogram.bounds, "+Inf")]
    return list(zip(bounds, accumulate(histogram.counts), strict=True)), histogram.total
