"""One address of the catalogue, and the outcomes it may give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Final

from django.urls import reverse

from tests.pages.cast import MEMBERS, VIEWERS, VISITOR

Outcome = int | str
Expected = Mapping[str, Outcome]

LOGIN: Final = "login"
#: With those of a demo.
ADDRESSES: Final = "tests.pages.urls"
#: Sent to prove who they are, who has not lately.
PROVE: Final = "→ account_reauthenticate"
HOME: Final = "→ pages:home"
CODES: Final = "→ mfa_view_recovery_codes"


def everyone(outcome: Outcome, **but: Outcome) -> Expected:
    return {**dict.fromkeys(VIEWERS, outcome), **but}


def members(outcome: Outcome, **but: Outcome) -> Expected:
    """Everybody with an account; a visitor is asked to enter."""
    return {**dict.fromkeys(MEMBERS, outcome), VISITOR: LOGIN, **but}


def only(*who: str, gives: Outcome, others: Outcome = 404, visitor: Outcome = LOGIN) -> Expected:
    """For the others the page does not exist."""
    return {**dict.fromkeys(MEMBERS, others), VISITOR: visitor, **dict.fromkeys(who, gives)}


#: No such method here: 405, or the door before it.
NEVER: Final[Expected] = {}


@dataclass(frozen=True)
class Row:
    """One address. ``things`` name some of :mod:`tests.pages.things`; a value follows ``=``."""

    name: str
    things: tuple[str, ...] = ()
    get: Expected = field(default_factory=dict)
    post: Expected = field(default_factory=dict)
    #: What is posted; a value that begins with ``$`` is a thing.
    data: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    #: Asked to prove who they are; the outcomes are those after the proof.
    proof: bool = False
    #: A page, seen by browsers and the validator; else a file or a step that leads elsewhere.
    page: bool = True
    #: Tells two rows of one address apart.
    case: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} {self.case}".strip()

    def address(self, things: Mapping[str, str]) -> str:
        args = [one[1:] if one.startswith("=") else things[one] for one in self.things]
        query = Template(self.query).substitute(things)
        return reverse(self.name, ADDRESSES, args) + (f"?{query}" if query else "")

    def posted(self, things: Mapping[str, str]) -> dict[str, str]:
        return {
            name: things[value[1:]] if value.startswith("$") else value
            for name, value in self.data.items()
        }


READ: Final = everyone(200)
