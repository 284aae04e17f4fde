"""Writes of gatherings, their dates, and who comes."""

from parvis.domains.gatherings.services.changing import edit_gathering
from parvis.domains.gatherings.services.checking import is_moved_by_clocks
from parvis.domains.gatherings.services.coming import come, forget, leave, leave_all, recount
from parvis.domains.gatherings.services.portability import export
from parvis.domains.gatherings.services.publishing import (
    cancel_gathering,
    cancel_occurrence,
    create_gathering,
    publish_gathering,
    release_greeter,
    rename_greeter,
)
from parvis.domains.gatherings.services.refusals import CalledOff, Full, GatheringRefused, Over
from parvis.domains.gatherings.services.series import extend_series, forget_past_words

__all__ = [
    "CalledOff",
    "Full",
    "GatheringRefused",
    "Over",
    "cancel_gathering",
    "cancel_occurrence",
    "come",
    "create_gathering",
    "edit_gathering",
    "export",
    "extend_series",
    "forget",
    "forget_past_words",
    "is_moved_by_clocks",
    "leave",
    "leave_all",
    "publish_gathering",
    "recount",
    "release_greeter",
    "rename_greeter",
]
