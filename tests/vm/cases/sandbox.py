"""What the service may reach, tried from inside its own sandbox, and what systemd says of it."""

from typing import Final

from tests.vm.shop import Shop, Till

_MOST_EXPOSED: Final = 2.0
_FORBIDDEN: Final = (
    "touch /etc/terminal-daemon/config.toml",
    "touch /etc/planted",
    "touch /usr/lib/terminal-daemon/planted",
    "touch /var/lib/planted",
    "touch /var/log/planted",
    "touch /root/planted",
    "cat /etc/terminal-daemon/merchant.key",
    "cat /etc/shadow",
    "cat /home/neighbour/diary",
    "ls /root",
    "ls /home/neighbour",
    "cat /proc/1/environ",
    "cat /dev/vda",
    "cat /dev/mem",
    "date --set=@0",
    "mount -t tmpfs none /mnt",
    "unshare --user true",
    "kill -0 1",
    "reboot -f",
)
_ALLOWED: Final = (
    "touch /var/lib/terminal-daemon/mine && rm /var/lib/terminal-daemon/mine",
    "touch /run/terminal-daemon/mine && rm /run/terminal-daemon/mine",
    "cat /proc/device-tree/model",
    "test -r /dev/i2c-1 -a -w /dev/i2c-1",
    "test -r /dev/gpiochip0 -a -w /dev/gpiochip0",
    "test -r /dev/input/event0",
)
# The same unit with another command: nothing of the sandbox is written down twice.
_TWIN: Final = r"""
sed -e 's|^ExecStart=.*|ExecStart=/bin/sh /run/tried.sh|' -e 's|^Type=.*|Type=oneshot|' \
    -e '/^Restart/d' -e '/^Watchdog/d' -e '/^NotifyAccess/d' -e '/^ExecReload/d' \
    -e 's|^StandardError=.*||' \
    "$(systemctl show --property=FragmentPath --value terminal-daemon)" \
    >/run/systemd/system/twin.service
systemctl daemon-reload
systemctl start twin
"""


async def sandbox_holds(shop: Shop) -> None:
    """Not root, no write outside its folders, no other user's files; and its devices are there."""
    async with shop.on() as till:
        await till.is_ready()
        user = await till.run("ps -o user= -p $(systemctl show -P MainPID terminal-daemon)")
        assert user in ("terminal-daemon", "termina+"), user
        await _looks_good_to_systemd(shop, till)
        await till.run("systemctl stop terminal-daemon")
        await till.run("mkdir -p -m 755 /home/neighbour && echo dear >/home/neighbour/diary")
        tried = "\n".join(
            f"({command}) >/dev/null 2>&1 && echo 'could: {command}' || echo 'could not: {command}'"
            for command in (*_FORBIDDEN, *_ALLOWED)
        )
        await till.run(f"cat >/run/tried.sh <<'END'\n{tried}\nEND\n{_TWIN}")
        said = await till.log("twin")
        expected = [f"could not: {one}" for one in _FORBIDDEN]
        expected += [f"could: {one}" for one in _ALLOWED]
        assert [line for line in said if line.startswith("could")] == expected, "\n".join(said)
        shop.place.say(f"{len(_FORBIDDEN)} things it cannot do, {len(_ALLOWED)} that it can")
        await till.machine.shut_down()


async def _looks_good_to_systemd(shop: Shop, till: Till) -> None:
    said = await till.run("systemd-analyze security --no-pager terminal-daemon | tail -1")
    exposed = float(said.split(":")[1].split()[0])
    shop.place.say(f"systemd-analyze security: {exposed}")
    assert exposed <= _MOST_EXPOSED, said
    unit = await till.run("systemctl show --property=FragmentPath --value terminal-daemon")
    verified = await till.run(f"systemd-analyze verify --man=no {unit}")
    assert not verified, verified
    files = await till.run(
        "lsof -n -P -p $(systemctl show -P MainPID terminal-daemon)"
        " | awk 'NR > 1 {print $5, $9}' | sort -u"
    )
    (shop.place.folder / "lsof.txt").write_text(files)
