"""Facts of the notices."""

from dataclasses import dataclass
from uuid import UUID

from parvis.domains.notifications.vocabulary import Urgency
from parvis.kernel.events import Fact


@dataclass(frozen=True)
class NoticeWritten(Fact):
    """One person has something new to read."""

    notice_id: UUID
    to: UUID
    urgency: Urgency
