"""Which language an answer's sentences are in: the one the client likes best of those we have."""

from terminal_daemon.config.model import Language

_MOST = 16  # of the languages that one header may name


def language_for(accept: str, usual: Language) -> Language:
    """Return the language for an Accept-Language header; `usual` where it names none of ours."""
    best, found = 0.0, usual
    for part in accept.split(",")[:_MOST]:
        tag, _, weight = part.partition(";")
        quality = _quality(weight)
        known = _known(tag.strip().lower())
        if known is not None and quality > best:
            best, found = quality, known
    return found


def _known(tag: str) -> Language | None:
    first = tag.partition("-")[0]
    return {"zh": Language.CHINESE, "en": Language.ENGLISH}.get(first)


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if not weight.strip():
        return 1.0
    try:
        return min(1.0, float(value)) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
