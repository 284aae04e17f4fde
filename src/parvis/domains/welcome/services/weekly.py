"""Each week a path is looked at again: what was not followed makes room for something else."""

from datetime import datetime, timedelta

from django.db import transaction

from parvis.domains.people.models import Resident
from parvis.domains.welcome import selectors
from parvis.domains.welcome.models import Suggestion
from parvis.domains.welcome.services import paths
from parvis.domains.welcome.vocabulary import RESTS_AFTER_DAYS, Ending, Kind


def refresh_paths_due(*, at: datetime) -> int:
    """Look at the paths that are a week old, oldest first; how many people's. Safe to repeat."""
    due = selectors.paths_due(at)
    for resident in due:
        refresh_path(resident=resident, at=at)
    return len(due)


@transaction.atomic
def refresh_path(*, resident: Resident, at: datetime) -> None:
    """Renew what nobody followed for a week. What is followed stays, and what has no equal too.

    What makes room comes back in a month, or sooner when the town has nothing else.
    """
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    old = at - timedelta(days=RESTS_AFTER_DAYS)
    doors = selectors.doors_of(resident, at)
    followed = [door.suggestion.pk for door in doors if door.taken]
    Suggestion.objects.filter(pk__in=followed, followed_at=None).update(followed_at=at)
    rested = selectors.rested_of(resident, at)
    for door in doors:
        if door.taken or door.suggestion.made_at > old:
            continue
        aside = {*rested, door.suggestion.thing_id}
        paths.open_door(resident, Kind(door.kind), at, aside=aside, ending=Ending.RESTED)
    Suggestion.objects.filter(resident=resident, ended_at=None).update(weighed_at=at)
    paths.renew_path(resident=resident, at=at)
