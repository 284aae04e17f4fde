"""The address of somebody's own calendar: made, read, revoked."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import PersonalFeed
from parvis.domains.people.models import Resident

#: A calendar asks every hour or so: when it last did is noted once a day.
READ_NOTED_EVERY: Final = timedelta(days=1)


@transaction.atomic
def open_feed(*, resident: Resident, at: datetime) -> PersonalFeed:
    """The feed of somebody; the one they have, if it works. Safe to repeat."""
    # The person's own row is the lock: two taps make one feed.
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    known = selectors.feed_of(resident)
    return known or PersonalFeed.objects.create(resident=resident, created_at=at)


@transaction.atomic
def revoke_feeds(*, resident: Resident, at: datetime) -> int:
    """Every address given so far stops working; how many did. Safe to repeat."""
    return resident.personal_feeds.filter(revoked_at=None).update(revoked_at=at)


def note_read(*, feed: PersonalFeed, at: datetime) -> None:
    if feed.last_read_at is None or feed.last_read_at < at - READ_NOTED_EVERY:
        PersonalFeed.objects.filter(pk=feed.pk).update(last_read_at=at)
