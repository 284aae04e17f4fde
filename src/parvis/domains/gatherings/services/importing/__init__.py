"""Agendas kept elsewhere, brought in: read without trust, compared, then written (ECO-1, ECO-8)."""

from parvis.domains.gatherings.services.importing.placing import ASIDE, USUAL
from parvis.domains.gatherings.services.importing.planning import Plan, Planned
from parvis.domains.gatherings.services.importing.reading import NotRead
from parvis.domains.gatherings.services.importing.running import bring_in, due
from parvis.domains.gatherings.services.importing.sources import (
    Choices,
    NoKey,
    SourceKnown,
    TooManySources,
    WrongAddress,
    accept_source,
    add_source,
    change_source,
    choose,
    delete_source,
    finish_dropping,
    hide_imported,
    pause_source,
    preview,
    run_source,
    show_imported,
    to_finish_dropping,
)

__all__ = [
    "ASIDE",
    "USUAL",
    "Choices",
    "NoKey",
    "NotRead",
    "Plan",
    "Planned",
    "SourceKnown",
    "TooManySources",
    "WrongAddress",
    "accept_source",
    "add_source",
    "bring_in",
    "change_source",
    "choose",
    "delete_source",
    "due",
    "finish_dropping",
    "hide_imported",
    "pause_source",
    "preview",
    "run_source",
    "show_imported",
    "to_finish_dropping",
]
