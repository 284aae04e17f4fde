"""Why somebody has no table, and what would help, from the codes of ``parvis.matching.rounds``.

These say nothing of a block, a distance or a meeting: whom one of them leaves out reads that too
few people, or too few places, were left, as anybody else does.
"""

from collections.abc import Mapping
from typing import Any, Final

from parvis.domains.people.vocabulary import SLOTS
from parvis.matching.rounds import reasons

#: Codes of matching to those that the selectors have words for.
CODES: Final = {
    reasons.NO_SESSION: "no-slot",
    reasons.NO_MOMENT: "no-slot",
    reasons.TOO_FAR: "too-far",
    reasons.ACCESS: "access",
    reasons.NO_LANGUAGE: "language",
    reasons.TABLE_SIZE: "size",
    reasons.NO_SEAT: "no-seat",
    reasons.NO_COMPANY: "company",
}
#: Reasons that a larger table would undo.
WIDER: Final = frozenset({reasons.NO_SEAT, reasons.NO_COMPANY})


def why_unplaced(reason: str, helps: Mapping[str, int]) -> tuple[str, dict[str, Any]]:
    """The code and the facts that are kept: about one person and the sessions, nobody else.

    :param helps: the smallest changes of their own that would give them a table, by kind.
    """
    code = CODES.get(reason, "company")
    if reason in WIDER and "size" in helps:
        code = "size"
    facts: dict[str, Any] = {
        kind: value for kind, value in helps.items() if kind in {"minutes", "size"}
    }
    if "transit" in helps:
        facts["transit"] = True
    if "moment" in helps:
        facts["slots"] = [SLOTS[helps["moment"]]]
    return code, facts
