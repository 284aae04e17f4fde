"""French spacing, as the Imprimerie nationale has it, where a person typed in a hurry."""

import re

THIN = "\u202f"  # before ; ! ?
HARD = "\u00a0"  # before : and inside « »
SPACES = f"[ \t{THIN}{HARD}]"

#: Left exactly as written: code, addresses, e-mail, link targets, entities, faces.
PROTECTED = re.compile(
    r"`[^`\n]*`"
    r"|(?:https?://|www\.|mailto:)[^\s<>«»]+"
    r"|(?<=\]\()[^)\s]*(?=\))"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);"
    r"|(?<!\S)[:;]['’]?-?[()DPpo/|](?!\w)",
    re.IGNORECASE,
)
#: One letter to mark what is protected while the rules run (never in a cleaned text).
MARK = "\ue000"

RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.{3,}"), "…"),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "’"),
    (re.compile(rf"«{SPACES}*(?=[^\s»])"), f"«{HARD}"),
    (re.compile(rf"(?<=[^\s«]){SPACES}*»"), f"{HARD}»"),
    (re.compile(rf"(?<=[^\s([«;!?{MARK}]){SPACES}*(?=[;!?])"), THIN),
    (re.compile(rf"(?<={MARK}){SPACES}+(?=[;!?])"), THIN),
    (re.compile(rf"(?<=[^\s([«:;!?]){SPACES}*:(?=\s|$)"), f"{HARD}:"),
    (
        re.compile(
            rf"(?<![\w:.,])([01]?\d|2[0-4]){SPACES}?h(?:{SPACES}?([0-5]\d))?(?![\w’'])",
            re.IGNORECASE,
        ),
        "",
    ),
)


def typographic(source: str) -> str:
    """Spaces that do not break before double marks and inside « », ’, …, 9 h 30.

    Web and e-mail addresses and `code` are left alone. Doing it twice changes nothing more.
    """
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        kept.append(match.group())
        return MARK

    written = PROTECTED.sub(put_aside, source.replace(MARK, ""))
    for pattern, replacement in RULES:
        written = pattern.sub(replacement or _hour, written)
    restored = iter(kept)
    return re.sub(MARK, lambda _: next(restored), written)


def _hour(match: re.Match[str]) -> str:
    hours, minutes = match.groups()
    return f"{hours}{HARD}h{HARD}{minutes}" if minutes else f"{hours}{HARD}h"
