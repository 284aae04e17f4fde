"""Gatherings, their dates, who comes on which terms, and what follows."""

from parvis.domains.gatherings.models.afterwards import Again, Meeting, Photo, PhotoConsent, Thanks
from parvis.domains.gatherings.models.calendars import (
    Imported,
    ImportRun,
    PersonalFeed,
    SavedFilters,
    Source,
)
from parvis.domains.gatherings.models.coming import Attendance, SeriesAttendance, WalkIn
from parvis.domains.gatherings.models.consent import CounterProposal, Invitation, Terms
from parvis.domains.gatherings.models.gatherings import CoHost, Gathering, Occurrence, Pause
from parvis.domains.gatherings.models.safety import CheckIn, TipsRead, TrustedLink

__all__ = [
    "Again",
    "Attendance",
    "CheckIn",
    "CoHost",
    "CounterProposal",
    "Gathering",
    "ImportRun",
    "Imported",
    "Invitation",
    "Meeting",
    "Occurrence",
    "Pause",
    "PersonalFeed",
    "Photo",
    "PhotoConsent",
    "SavedFilters",
    "SeriesAttendance",
    "Source",
    "Terms",
    "Thanks",
    "TipsRead",
    "TrustedLink",
    "WalkIn",
]
