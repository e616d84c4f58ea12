"""The head of a closed day, from the panel through a phone's camera back to `verify --head`."""

import asyncio
import io
import shutil
import sqlite3
import subprocess
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from terminal_daemon.cli import verify
from terminal_daemon.config.model import Language
from terminal_daemon.journal.chain import hash_of_day
from terminal_daemon.screen.draw import draw, enlarged
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.shapes import SHAPES
from terminal_daemon.screen.view import ClosedDay, Picture, PresentCode, Ready, Status
from terminal_daemon.values.day_head import DayHead, read_day_head
from tests.component.api_shop import Shop, open_shop
from tests.component.test_close_day import CONFIG
from tests.component.test_journal_chain import altered

PICTURE = dict(GALLERY)["closed-day"]
TROUBLES = Status(network=False, scanner=False, clock=False, open_orders=3, test=True)
SIZES = pytest.mark.parametrize("size", [shape.size for shape in SHAPES])
DOTS = 8  # of the camera, to a pixel of the panel


def expected() -> str:
    assert isinstance(PICTURE.view, ClosedDay)
    return PICTURE.view.head.code


def photograph(panel: Image.Image, seed: int) -> Image.Image:
    """Return the panel as a camera sees it: dots with gaps, askew, out of focus, with noise."""
    chance = Random(seed)
    grey = enlarged(panel, DOTS).convert("L")
    for line in range(0, max(grey.size), DOTS):
        grey.paste(0, (line, 0, line + 1, grey.height))
        grey.paste(0, (0, line, grey.width, line + 1))
    margin = DOTS * 6
    photo = Image.new("L", (grey.width + 2 * margin, grey.height + 2 * margin), 0)
    photo.paste(grey, (margin, margin))
    photo = photo.rotate(chance.uniform(-12, 12), Image.Resampling.BICUBIC)
    photo = photo.filter(ImageFilter.GaussianBlur(DOTS * 0.35))
    noise = Image.effect_noise(photo.size, 40)
    dim = photo.point(lambda level: 30 + level * 0.65)
    return Image.blend(dim, noise, 0.15)


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@SIZES
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", [Status(), TROUBLES], ids=["fine", "troubles"])
def test_a_decoder_reads_the_head_off_every_panel(
    size: tuple[int, int], language: Language, status: Status
) -> None:
    image = draw(Picture(PICTURE.view, status), language, size)

    assert read(enlarged(image, 4).convert("L")) == [expected()]


@SIZES
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_photo_of_any_panel_is_read_whichever_way_it_is_turned(
    size: tuple[int, int], turned: int
) -> None:
    photo = photograph(draw(PICTURE, Language.CHINESE, size), seed=turned)

    assert read(photo.rotate(turned, expand=True)) == [expected()]


@SIZES
def test_another_decoder_reads_the_same(size: tuple[int, int], tmp_path: Path) -> None:
    zbarimg = shutil.which("zbarimg")
    if zbarimg is None:
        pytest.skip("there is no zbarimg: apt install zbar-tools")
    path = tmp_path / "panel.png"
    enlarged(draw(PICTURE, Language.ENGLISH, size), DOTS).save(path)
    said = subprocess.run(  # noqa: S603 - Debian's own
        [zbarimg, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path],
        check=True,
        capture_output=True,
        text=True,
    )

    assert said.stdout.strip() == expected()


async def closed(shop: Shop) -> str:
    """Sell something, close the day, and return what is read off the panel."""
    sale = await shop.sell()
    day = sale["created_at"][:10]
    shop.till.key("\n")
    await shop.till.sees(Ready)
    async with shop.register.post(f"/v1/days/{day}/close") as answer:
        head = DayHead((await answer.json())["head"], None)
    await shop.till.sees(ClosedDay)
    async with shop.register.get("/v1/screen.png") as answer:
        panel = Image.open(io.BytesIO(await answer.read()))
    (code,) = read(enlarged(panel, 4).convert("L"))
    assert code == f"{day}:{head.digits}"
    return code


def closed_in(folder: Path) -> tuple[Path, DayHead]:
    """Return the configuration of a terminal that has closed its day, and the head of it."""
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder))

    async def life() -> DayHead:
        async with open_shop(folder) as shop:
            return read_day_head(await closed(shop))

    return config, asyncio.run(life())


def test_the_photographed_head_is_known_again_until_the_journal_is_altered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, head = closed_in(tmp_path)
    assert verify.run(config, head) == 0
    assert f"\n{head.day} was closed with it\n" in capsys.readouterr().out
    journal = tmp_path / "journal.db"
    kept = journal.read_bytes()
    for statement, word in (
        ("UPDATE history SET at = at + 1", "was altered"),
        (
            "DELETE FROM history WHERE seq = (SELECT max(seq) FROM history)",
            f"this journal never had the head {head.digits}",
        ),
        ("UPDATE sale SET amount = amount - 1", "is not as its last step left it"),
        ("UPDATE closed_day SET said = replace(said, '1250', '1249')", "was altered"),
        ("UPDATE closed_day SET at = at - 3600", "was altered"),
        ("UPDATE closed_day SET day = '2025-01-01'", "was altered"),
        ("UPDATE closed_day SET link = 'n4bQgYhMfWWaL-qgxVrQFQ'", "was altered"),
        ("UPDATE closed_day SET head = replace(head, substr(head, 1, 1), '_')", "another head"),
        ("DELETE FROM closed_day", "is not closed in this journal"),
    ):
        altered(journal, statement)
        assert verify.run(config, head) == 1
        assert word in capsys.readouterr().err
        journal.write_bytes(kept)


def test_totals_altered_with_all_that_covers_them_have_another_head(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, head = closed_in(tmp_path)
    with sqlite3.connect(tmp_path / "journal.db") as plain:
        ((day, at, link, said),) = plain.execute("SELECT day, at, link, said FROM closed_day")
        said = said.replace("1250", "50")
        forged = (said, hash_of_day(link, day, at, said))
        plain.execute("UPDATE closed_day SET said = ?, head = ?", forged)
    plain.close()

    assert verify.run(config, None) == 0
    assert verify.run(config, head) == 1
    assert f"{head.day} was closed with another head" in capsys.readouterr().err


def in_a_shop(folder: Path, *, key: str) -> type:
    async def life() -> type:
        async with open_shop(folder) as shop:
            await closed(shop)
            shop.till.key(key)
            return type(await shop.till.sees(Ready))

    return asyncio.run(life())


@pytest.mark.parametrize("key", ["\n", "\x1b", "\b", "+"])
def test_any_key_takes_it_away(tmp_path: Path, key: str) -> None:
    assert in_a_shop(tmp_path, key=key) is Ready


def test_the_register_begins_a_sale_in_front_of_it(tmp_path: Path) -> None:
    async def life() -> None:
        async with open_shop(tmp_path) as shop:
            await closed(shop)
            await shop.begin()
            assert isinstance(await shop.till.sees(PresentCode, ClosedDay), PresentCode)

    asyncio.run(life())
