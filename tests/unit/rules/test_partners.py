from pathlib import PurePosixPath
from typing import Final

import pytest

from tests.unit.rules.package import ROOT, functions_of, modules

FOLDERS: Final = (
    "api/",
    "client/",
    "values/",
    "sale/",
    "config/",
    "keys/",
    "gateway/",
    "journal/",
    "pins/",
    "receipts/",
    "screen/",
    "sound/",
    "simulator/",
    "doctor/",
    "fleet/",
    "terminal/",
    "web/",
)
SHELLS: Final = {
    "api/access.py": "test_api_access.py",
    "api/answers.py": "test_api_books.py",
    "api/api.py": "test_api_life.py",
    "api/body.py": "test_api_server.py",
    "api/books.py": "test_api_books.py",
    "api/connection.py": "test_api_hostile.py",
    "api/days.py": "test_close_day.py",
    "api/doors.py": "test_api_sales.py",
    "api/events.py": "test_api_events.py",
    "api/receipts.py": "test_api_receipts.py",
    "api/refunds.py": "test_api_refunds.py",
    "api/feed.py": "test_api_events.py",
    "api/front.py": "test_api_access.py",
    "api/gate.py": "test_api_gate.py",
    "api/images.py": "test_api_looks.py",
    "api/log_in.py": "test_api_access.py",
    "api/looks.py": "test_api_looks.py",
    "api/metrics.py": "test_api_looks.py",
    "api/parts.py": "test_api_life.py",
    "api/sales.py": "test_api_sales.py",
    "api/server.py": "test_api_server.py",
    "api/sockets.py": "test_api_server.py",
    "client/calls.py": "test_client.py",
    "client/client.py": "test_client.py",
    "client/following.py": "test_client_events.py",
    "client/line.py": "test_client.py",
    "client/receipt_calls.py": "test_client_receipts.py",
    "client/refund_calls.py": "test_client_refunds.py",
    "config/load.py": "test_config.py",
    "config/private_file.py": "test_config.py",
    "config/remote_file.py": "test_remote_file.py",
    "config/secret_files.py": "test_config.py",
    "config/whole_file.py": "test_whole_file.py",
    "doctor/broker_call.py": "test_broker.py",
    "doctor/bus.py": "test_doctor_doors.py",
    "doctor/call.py": "test_doctor_call.py",
    "doctor/chips.py": "test_doctor_doors.py",
    "doctor/examination.py": "test_doctor_call.py",
    "doctor/printer_call.py": "test_doctor_doors.py",
    "doctor/surroundings.py": "test_doctor_doors.py",
    "fleet/broker.py": "test_broker.py",
    "fleet/doors.py": "test_fleet.py",
    "fleet/fleet.py": "test_fleet.py",
    "fleet/follower.py": "test_fleet.py",
    "fleet/joining.py": "test_fleet.py",
    "fleet/making.py": "test_fleet.py",
    "fleet/own_loop.py": "test_broker.py",
    "fleet/teller.py": "test_fleet.py",
    "fleet/afar.py": "test_remote_life.py",
    "fleet/preflight.py": "test_preflight.py",
    "fleet/remote.py": "test_remote_config.py",
    "fleet/seal.py": "test_seal.py",
    "gateway/address.py": "test_gateway_address.py",
    "gateway/client.py": "test_gateway_client.py",
    "journal/beside.py": "test_journal_reader_opening.py",
    "journal/database.py": "test_journal.py",
    "journal/files.py": "test_journal_damage.py",
    "journal/inspection.py": "test_journal_later_check.py",
    "journal/later_check.py": "test_journal_later_check.py",
    "journal/links.py": "test_journal_chain.py",
    "journal/opening.py": "test_journal_damage.py",
    "journal/reader.py": "test_journal_reader.py",
    "journal/outbox.py": "test_journal_outbox.py",
    "journal/receipt_book.py": "test_journal_receipts.py",
    "journal/request_book.py": "test_journal_requests.py",
    "journal/day_book.py": "test_close_day.py",
    "journal/refund_book.py": "test_journal_refunds.py",
    "journal/remains.py": "test_journal_salvage.py",
    "journal/salvage.py": "test_journal_salvage.py",
    "journal/store.py": "test_journal.py",
    "journal/tables.py": "test_journal_versions.py",
    "journal/verification.py": "test_journal_chain.py",
    "keys/button.py": "test_button.py",
    "keys/hotplug.py": "test_hotplug.py",
    "keys/kernel.py": "test_key_reader.py",
    "keys/open_device.py": "test_key_reader.py",
    "keys/listen.py": "test_listen.py",
    "keys/reader.py": "test_key_reader.py",
    "keys/virtual.py": "test_key_reader.py",
    "pins/board.py": "test_board.py",
    "pins/gpio.py": "test_gpio.py",
    "receipts/port.py": "test_printer_port.py",
    "receipts/printer.py": "test_printer.py",
    "receipts/usb_port.py": "test_usb_printer.py",
    "screen/device.py": "test_oled_panels.py",
    "screen/leds.py": "test_leds.py",
    "screen/oled.py": "test_oled.py",
    "simulator/gateway.py": "test_simulator.py",
    "sound/buzzer.py": "test_buzzer.py",
    "terminal/clock.py": "test_clock.py",
    "terminal/doors.py": "test_terminal.py",
    "terminal/effects.py": "test_effects.py",
    "terminal/onlooker.py": "test_onlooker.py",
    "terminal/out_of_service.py": "test_no_journal.py",
    "terminal/pin_gate.py": "test_pin_gate.py",
    "terminal/printing.py": "test_receipt_desk.py",
    "terminal/receipt_desk.py": "test_receipt_desk.py",
    "terminal/recorder.py": "test_recorder.py",
    "terminal/refund_window.py": "test_refund_keypad.py",
    "terminal/refunds.py": "test_refunds.py",
    "terminal/supervisor.py": "test_supervisor.py",
    "terminal/terminal.py": "test_terminal.py",
    "web/client_connection.py": "test_web_client.py",
    "web/client_pool.py": "test_web_client.py",
    "web/dial.py": "test_web_dial.py",
    "web/plug.py": "test_web_server.py",
    "web/race.py": "test_web_dial.py",
    "web/resolve.py": "test_web_resolve.py",
    "web/serving.py": "test_web_server.py",
    "web/trust.py": "test_web_dial.py",
    "web/visit.py": "test_web_server.py",
}
"""What touches the world, and the component test that meets it there."""


def works(module: str) -> bool:
    """Tell a file that does something from one that only declares."""
    return any(not function.name.startswith("__") for function in functions_of(module))


PURE: Final = [
    module
    for module in modules()
    if module.startswith(FOLDERS) and module not in SHELLS and works(module)
]


@pytest.mark.parametrize("module", PURE)
def test_a_pure_file_has_a_test_file_of_its_own(module: str) -> None:
    path = PurePosixPath(module)

    assert (ROOT / "tests" / "unit" / path.parent / f"test_{path.stem}.py").is_file()


@pytest.mark.parametrize(("module", "test"), SHELLS.items())
def test_a_shell_has_a_component_test(module: str, test: str) -> None:
    assert module in modules()
    assert (ROOT / "tests" / "component" / test).is_file()
