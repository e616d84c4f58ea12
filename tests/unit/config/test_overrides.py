from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.overrides import Override, find_overrides
from terminal_daemon.config.rules import Form


def test_section_two_underscores_key() -> None:
    found, mistakes = find_overrides(
        {
            "TERMINAL_GATEWAY__URL": "https://x",
            "TERMINAL_GATEWAY__PAY_TYPES": "wechat.micro,qq.micro",
            "TERMINAL_BUZZER__PIN": "7",
            "TERMINAL_EMULATOR": "somebody else's",
            "GATEWAY__URL": "not ours",
        }
    )

    assert found == [
        Override("TERMINAL_BUZZER__PIN", "buzzer", "pin", Form.TOML, "7"),
        Override(
            "TERMINAL_GATEWAY__PAY_TYPES",
            "gateway",
            "pay_types",
            Form.LIST,
            "wechat.micro,qq.micro",
        ),
        Override("TERMINAL_GATEWAY__URL", "gateway", "url", Form.TEXT, "https://x"),
    ]
    assert mistakes == []


def test_a_variable_that_names_no_key_is_a_mistake() -> None:
    assert find_overrides({"TERMINAL_GATEWAY__URI": "secret", "TERMINAL_X__\n": ""}) == (
        [],
        [
            Mistake("TERMINAL_GATEWAY__URI", 'names no key, did you mean "GATEWAY__URL"?'),
            Mistake("TERMINAL_X__?", "names no key"),
        ],
    )
