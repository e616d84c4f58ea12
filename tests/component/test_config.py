import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_daemon.config.load import load_config
from terminal_daemon.config.mistakes import ConfigError
from terminal_daemon.config.model import Config, Match, Pace
from terminal_daemon.values.auth_code import PayType

KEY = "m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "merchant.key"
    path.write_text(f"{KEY}\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def text(key_file: Path) -> str:
    return f"""\
[gateway]
url = "https://gateway.example/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
key_file = "{key_file}"
"""


@pytest.fixture
def path(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load_config(path, environ or {})
    said = list(map(str, refused.value.mistakes))
    assert all(line.isprintable() for line in said)
    assert not any(KEY in line for line in said)
    return said


def test_a_config_and_its_key_are_read(path: Path) -> None:
    config = load_config(path, {})

    assert config.gateway.merchant_id == "59382e3cffea0e5fcd0cfc3e"
    assert config.key.reveal() == KEY
    assert config.gateway.pay_types == frozenset({PayType.WECHAT})


def test_a_mark_and_line_ends_of_another_system_do_no_harm(path: Path, text: str) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert isinstance(load_config(path, {}), Config)


def test_five_mistakes_are_five_lines_with_where_and_what_is_allowed(path: Path) -> None:
    path.write_text(
        """\
[gateway]
url = "http://gateway.example/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
reply_timeout = "10s"
key_file = "/no/key"
[amount]
maximun = 500
[display]
adress = 0x3C
"""
    )

    assert [line.split("; allowed: ") for line in mistakes(path)] == [
        [
            "line 2: gateway.url: sends payments unprotected",
            "https://, or http:// with allow_plain_http = true",
        ],
        [
            'line 4: gateway.reply_timeout: "10s" is text',
            "seconds as a number from 1 to 60, without a unit",
        ],
        [
            "line 5: gateway.key_file: /no/key cannot be read: No such file or directory",
        ],
        [
            'line 7: amount.maximun: is no key of [amount], did you mean "maximum"?',
            "source, entry, fixed, maximum, scan_timeout",
        ],
        [
            'line 9: display.adress: is no key of [display], did you mean "address"?',
            "driver, interface, port, address, width, height, rotate, dim_after, blank_after",
        ],
    ]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"[gateway\nurl = 1", "line 1: {path}: is not TOML: Expected ']'"),
        (b"[gateway]\nurl = ", "line 2: {path}: is not TOML: Invalid value"),
        (b"a = 1\na = 2\n", "line 2: {path}: is not TOML: Cannot overwrite a value"),
        (b"a = 1\n# \xff\n", "line 2: {path}: is not UTF-8 text"),
        (b"a = " + b"[" * 50_000, "{path}: holds a number too long, or lists in lists too deep"),
        (b"a = " + b"1" * 5_000, "{path}: holds a number too long, or lists in lists too deep"),
        (b"#" * (1 << 20) + b"#", "{path}: is too long for a configuration"),
    ],
    ids=["header", "end", "twice", "bytes", "deep", "giant", "long"],
)
def test_what_is_no_toml_is_said_with_its_line(path: Path, content: bytes, wrong: str) -> None:
    path.write_bytes(content)

    (said,) = mistakes(path)
    assert said.startswith(wrong.format(path=path))


def test_a_missing_file_is_said(path: Path) -> None:
    missing = path.with_name("missing.toml")
    assert mistakes(missing) == [f"{missing}: cannot be read: No such file or directory"]
    assert mistakes(path.parent) == [f"{path.parent}: cannot be read: Is a directory"]


def test_an_empty_file_lacks_what_must_be_given(path: Path) -> None:
    path.write_bytes(b"")

    said = mistakes(path)
    assert said[0].startswith("gateway.url: is missing; allowed: an address like")
    assert said[1].startswith("gateway.merchant_id: is missing")


@pytest.mark.parametrize(
    ("content", "mode", "wrong"),
    [
        (KEY, 0o640, "can be read by others: chmod 600 "),
        (KEY, 0o604, "can be read by others: chmod 600 "),
        (KEY, 0o620, "can be read by others: chmod 600 "),
        (" \n", 0o600, "is empty"),
        (f"{KEY} {KEY}", 0o600, "holds something else than one key"),
        ("密钥", 0o600, "holds something else than one key"),
        ("k" * 5000, 0o600, "holds something else than one key"),
    ],
    ids=["group", "world", "group writes", "empty", "two", "not ascii", "long"],
)
def test_an_unfit_key_file_is_said_and_never_shown(
    path: Path, key_file: Path, content: str, mode: int, wrong: str
) -> None:
    key_file.write_text(content, encoding="utf-8")
    key_file.chmod(mode)

    (said,) = mistakes(path)
    assert said.startswith(f"line 4: gateway.key_file: {key_file} {wrong}")


def test_a_pipe_or_a_directory_is_no_key_file(path: Path, key_file: Path) -> None:
    key_file.unlink()
    key_file.mkdir()
    assert mistakes(path) == [f"line 4: gateway.key_file: {key_file} is not a file"]
    key_file.rmdir()
    os.mkfifo(key_file, 0o600)
    assert mistakes(path) == [f"line 4: gateway.key_file: {key_file} is not a file"]


def test_a_systemd_credential_is_taken_before_the_key_file(path: Path, tmp_path: Path) -> None:
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    assert load_config(path, environ).key.reveal() == KEY  # none of that name

    credential = tmp_path / "credentials" / "merchant-key"
    credential.parent.mkdir()
    credential.write_text("from-systemd\n")
    credential.chmod(0o440)  # systemd sees to who may read it
    assert load_config(path, environ).key.reveal() == "from-systemd"

    credential.write_text("two words")
    assert mistakes(path, environ) == [
        f"line 4: gateway.key_file: {credential} holds something else than one key"
    ]


def test_an_empty_credential_stands_for_a_file_that_is_not_there(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "merchant-key").write_text("\n")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    assert load_config(path, environ).key == load_config(path, {}).key
    assert load_config(path, {}).token is None


def test_the_api_token_may_be_a_credential_too(path: Path, tmp_path: Path) -> None:
    with path.open("a") as file:
        file.write('[api]\nlisten = ["127.0.0.1:8900"]\ntoken_file = "/no/token"\n')
    assert mistakes(path) == [
        "line 7: api.token_file: /no/token cannot be read: No such file or directory"
    ]

    (tmp_path / "api-token").write_text("of-16-characters")
    token = load_config(path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).token
    assert token is not None
    assert token.reveal() == "of-16-characters"


def test_the_api_needs_a_token_anywhere_but_on_a_socket(path: Path, text: str) -> None:
    token = path.with_name("api.token")
    listen = f'listen = ["unix:/x", "127.0.0.1:8900"]\ntoken_file = "{token}"\n'
    path.write_text(f"{text}[api]\n{listen}")

    assert mistakes(path) == [
        f"line 7: api.token_file: {token} cannot be read: No such file or directory"
    ]
    token.write_text("only-15-letters")
    token.chmod(0o600)
    assert mistakes(path) == [
        f"line 7: api.token_file: the token in {token} is shorter than 16 characters"
    ]
    token.write_text("of-16-characters")
    assert load_config(path, {}).api.listen == ("unix:/x", "127.0.0.1:8900")


def test_a_broker_that_knows_this_terminal_by_name_wants_its_password(
    path: Path, tmp_path: Path
) -> None:
    with path.open("a") as file:
        file.write('[fleet]\nusername = "T01"\npassword_file = "/no/password"\n')
    assert load_config(path, {}).fleet_password is None  # there is no broker

    with path.open("a") as file:
        file.write('broker = "mqtts://broker.example"\n')
    assert mistakes(path) == [
        "line 7: fleet.password_file: /no/password cannot be read: No such file or directory"
    ]
    (tmp_path / "fleet-password").write_text("geheim\n")
    password = load_config(path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).fleet_password
    assert password is not None
    assert password.reveal() == "geheim"


def test_the_environment_overrides_for_one_run(path: Path) -> None:
    config = load_config(
        path,
        {
            "TERMINAL_GATEWAY__URL": "http://127.0.0.1:9/paygate/merchant_info/",
            "TERMINAL_GATEWAY__PACE": "manual",
            "TERMINAL_GATEWAY__CONNECT_TIMEOUT": "5",
            "TERMINAL_GATEWAY__ALLOW_PLAIN_HTTP": "true",
            "TERMINAL_GATEWAY__PAY_TYPES": "wechat.micro, qq.micro",
            "TERMINAL_DISPLAY__ADDRESS": "0x3D",
            "TERMINAL_API__LISTEN": '["unix:/a"]',
            "TERMINAL_SCANNER__MATCH": "{ vendor = 0x05E0 }",
            "TERMINAL_EMULATOR": "another program's",
        },
    )

    assert config.gateway.url == "http://127.0.0.1:9/paygate/merchant_info"
    assert config.gateway.pace is Pace.MANUAL
    assert config.gateway.connect_timeout == 5.0
    assert config.gateway.allow_plain_http is True
    assert config.gateway.pay_types == frozenset({PayType.WECHAT, PayType.QQ})
    assert config.display.address == 0x3D
    assert config.api.listen == ("unix:/a",)
    assert config.scanner.match == Match(vendor=0x05E0)


def test_a_mistaken_override_is_named_by_its_variable(path: Path) -> None:
    said = mistakes(
        path,
        {
            "TERMINAL_GATEWAY__REPLY_TIMEOUT": "3s",
            "TERMINAL_BUZZER__PIN": "1\nkind = 2",
            "TERMINAL_AMOUNT__FIXED": "[" * 50_000,
            "TERMINAL_GATEWAY__UR": "x",
        },
    )

    assert [line.partition(";")[0] for line in said] == [
        'TERMINAL_GATEWAY__REPLY_TIMEOUT: "3s" is text',
        f'TERMINAL_AMOUNT__FIXED: "{"[" * 40}…" is text',
        'TERMINAL_BUZZER__PIN: "1?kind = 2" is text',
        'TERMINAL_GATEWAY__UR: names no key, did you mean "GATEWAY__URL"?',
    ]


def test_an_override_of_what_is_no_section_is_told_as_that(path: Path, text: str) -> None:
    path.write_text(f"buzzer = 3\n{text}")

    (said,) = mistakes(path, {"TERMINAL_BUZZER__PIN": "7"})
    assert said.startswith("line 1: buzzer: is no section")


LINES = st.sampled_from(
    [
        "[gateway]",
        "url = 1",
        "[[a]]",
        'x = "',
        "pay_types = [",
        "]",
        "a.b.c = {}",
        "= 3",
        "[amount]",
        "maximum = 1e400",
        "fixed = -0x1",
        "source = 1979-05-27T07:32:00Z",
        "[gateway.url]",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary()
    | st.text().map(lambda text: text.encode("utf-8", "replace"))
    | st.lists(LINES).map(lambda lines: "\n".join(lines).encode())
)
def test_whatever_the_file_holds_the_answer_is_a_config_error(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    mistakes(path)
