"""Every word on the screen and in the API's messages: one frozen table a language."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen.texts_en import ENGLISH
from terminal_daemon.screen.texts_zh import CHINESE
from terminal_daemon.screen.wording import Texts

TEXTS: Final[Mapping[Language, Texts]] = {Language.CHINESE: CHINESE, Language.ENGLISH: ENGLISH}


def refund_message(reason: RefundReason, language: Language) -> str:
    """Return one plain sentence for staff: why the refund failed, and what to do now."""
    return TEXTS[language].refund_messages[reason]


def message(reason: Reason, language: Language) -> str:
    """Return one plain sentence for staff: why the sale ended so, and what to do now."""
    return TEXTS[language].messages[reason]
