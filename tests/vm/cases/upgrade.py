"""A newer package over a running terminal, and the package taken away again."""

from typing import Final

from terminal_daemon.screen.view import Approved, Confirming, Countdown
from terminal_daemon.values.amount import Fen
from tests.vm.shop import Shop, Till

_FEN, _NEXT_FEN = 1250, 1310
_APT_S: Final = 900.0
_KEPT: Final = "sha256sum /etc/terminal-daemon/config.toml /etc/terminal-daemon/merchant.key"


async def upgrade_in_a_sale_and_purge(shop: Shop) -> None:
    """The sale ends first, config and journal are kept; purge leaves nothing but the journal."""
    async with shop.on() as till:
        await till.is_ready()
        before = await till.run(_KEPT)
        old = await _main_pid(till)
        # Unpacking takes longer here than a customer does; what matters is "configure".
        await till.run("dpkg --unpack /root/newer.deb", _APT_S)
        await till.key_in(_FEN)
        await till.scan("2040", _FEN)
        await till.screen.shows(Confirming(Fen(_FEN), Countdown(47, 47)))
        await till.run("dpkg --configure terminal-daemon", _APT_S)
        in_time = till.screen.says(Confirming(Fen(_FEN), Countdown(47, 47)))
        shop.place.say("the customer was still " + ("confirming" if in_time else "there, and paid"))
        await till.screen.shows(Approved(Fen(_FEN), ""))
        assert await _main_pid(till) == old, "it was restarted in a sale"
        await till.acknowledge()
        await till.is_ready()
        await till.run(
            f"while [ $(systemctl show -P MainPID terminal-daemon) = {old} ]; do sleep 0.2; done"
        )
        await till.is_ready()
        assert await till.run(_KEPT) == before
        version = await till.run("dpkg-query --show --showformat='${Version}' terminal-daemon")
        assert version.endswith("+new"), version
        await till.key_in(_NEXT_FEN)
        await till.scan("0001", _NEXT_FEN)
        await till.screen.shows(Approved(Fen(_NEXT_FEN), ""))
        await till.run("apt-get purge --yes terminal-daemon", _APT_S)
        left = await till.run(
            "find / -xdev -path /proc -prune -o -path /var/log -prune -o -path /sys -prune -o "
            "-name '*terminal-daemon*' -print | sort"
        )
        shop.place.say(f"left after purge: {' '.join(left.split())}")
        assert left == "/var/lib/terminal-daemon", left
        await till.machine.shut_down()
    await shop.check_books()


async def _main_pid(till: Till) -> str:
    return await till.run("systemctl show --property=MainPID --value terminal-daemon")
