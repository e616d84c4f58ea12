"""The whole examination: every line in the order in which a person would mend things."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

from terminal_daemon import __released__
from terminal_daemon.config.load import load_config, warnings
from terminal_daemon.config.mistakes import ConfigError
from terminal_daemon.config.model import Config, Interface, Match
from terminal_daemon.doctor.broker import broker_finding
from terminal_daemon.doctor.broker_call import reach_broker
from terminal_daemon.doctor.bus import look_at_bus
from terminal_daemon.doctor.call import go_out
from terminal_daemon.doctor.chips import look_at_pins
from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.doctor.inputs import InputFacts, input_findings
from terminal_daemon.doctor.machine import (
    ClockFacts,
    access_finding,
    afar_finding,
    clock_finding,
    disk_finding,
    key_finding,
)
from terminal_daemon.doctor.panel import panel_finding
from terminal_daemon.doctor.pin import PinFacts, chip_taken, pin_finding, wired
from terminal_daemon.doctor.printer import printer_finding
from terminal_daemon.doctor.printer_call import look_at_printer, node_needed
from terminal_daemon.doctor.surroundings import (
    look_at_access,
    look_at_disk,
    look_at_inputs,
    look_at_key,
    proxies,
)
from terminal_daemon.doctor.way_out import way_findings
from terminal_daemon.keys.match import choose
from terminal_daemon.terminal.clock import SystemClock, kernel_clock_is_synchronised
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.secret import Secret

_KEY = "gateway.key_file"


def examine(path: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield each line as soon as it is known; a configuration with mistakes is the only one.

    Nothing is written, grabbed or locked, so the terminal may run meanwhile.
    """
    has_key = True
    try:
        config = load_config(path, environ)
    except ConfigError as error:
        others = [mistake for mistake in error.mistakes if mistake.where != _KEY]
        if others:
            for mistake in others:
                yield fail(
                    "configuration", str(mistake), f"sudoedit {path}, or sudo terminal-daemon setup"
                )
            return
        has_key = False  # its own line says why
        config = load_config(path, environ, key=Secret(""))
    for warning in warnings(config):
        yield warn(
            "configuration", warning, f"sudoedit {path}; sudo systemctl reload terminal-daemon"
        )
    yield ok("configuration", str(path))
    if config.afar is not None and config.afar.serial:
        yield afar_finding(config.afar)
    yield key_finding(look_at_key(config.gateway.key_file))
    yield from _devices(config)
    yield disk_finding(look_at_disk(config.journal.path.parent))
    yield from _time_and_network(config, environ, has_key=has_key)
    if config.fleet.broker:
        yield broker_finding(asyncio.run(reach_broker(config)))


def _devices(config: Config) -> Iterator[Finding]:
    inputs = look_at_inputs()
    yield from input_findings(inputs, config)
    yield panel_finding(look_at_bus(config.display), config.display)
    pins = look_at_pins(wired(config))
    yield pin_finding(pins, config)
    place = config.receipt.printer
    if place is not None:
        yield printer_finding(place, look_at_printer(place, config.receipt))
    yield access_finding(look_at_access(_needed(config, inputs, pins)))


def _needed(config: Config, inputs: InputFacts, pins: PinFacts) -> Iterator[str]:
    """Yield the nodes that the service opens."""
    keypad = None if config.keypad.match == Match() else config.keypad.match
    for info, _ in choose(inputs.devices or (), config.scanner.match, keypad):
        yield info.path
    if config.display.driver != "none":
        is_i2c = config.display.interface is Interface.I2C
        port = config.display.port
        yield f"/dev/i2c-{port}" if is_i2c else f"/dev/spidev{port}.0"
    if wired(config):
        yield f"/dev/gpiochip{chip_taken(pins)}"
    if node := node_needed(config.receipt.printer):
        yield node


def _time_and_network(
    config: Config, environ: Mapping[str, str], *, has_key: bool
) -> Iterator[Finding]:
    clock = SystemClock(lambda: 0.0)
    way = asyncio.run(go_out(config, proxies(environ), has_key=has_key))
    facts = ClockFacts(clock.now().unix, __released__, kernel_clock_is_synchronised())
    yield clock_finding(replace(facts, gateway_says=way.date))
    yield from way_findings(way)
