"""Enough people said yes: the table becomes a weekly gathering of theirs. Or it cannot be."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from parvis.domains.gatherings import services as gatherings
from parvis.domains.people import selectors as people
from parvis.domains.rounds import rules
from parvis.domains.rounds.events import TableFormed, TableUnmade
from parvis.domains.rounds.models import Name, Seat, Table
from parvis.domains.rounds.selectors.tables import terms_of
from parvis.domains.rounds.services.places import come_first, hold_table, release, seats_of
from parvis.domains.rounds.vocabulary import SIZE_MIN, SeatState, TableState
from parvis.kernel import events


@transaction.atomic
def form_table(*, table_id: UUID, at: datetime) -> Table:
    """Make the weekly gathering of those who said yes: on the terms they were shown, each with
    their seat. Their names leave the list. Safe to repeat.

    :raises NotVisible: there is no such table.
    :raises rules.NotNow: it is not asking (any more).
    :raises rules.TooLate: it would have begun.
    :raises rules.TooFew: fewer than three come, or somebody is awaited still.
    :raises rules.NotTogether: a block stands between two of them.
    :raises GatheringRefused: the place cannot be met at any more.
    """
    table = hold_table(table_id)
    if table.state in (TableState.MEETING, TableState.CONTINUED, TableState.ENDED):
        return table
    if table.state != TableState.ASKING:
        raise rules.NotNow
    if table.first_at <= at:
        raise rules.TooLate
    coming = list(seats_of(table, SeatState.COMING))
    if len(coming) < SIZE_MIN or seats_of(table, SeatState.ASKED).exists():
        raise rules.TooFew
    _require_together(coming)
    host = host_among(coming)
    others = [one.resident for one in coming if one.pk != host.pk]
    with translation.override(settings.LANGUAGE_CODE):
        values = terms_of(table)
    table.gathering = gatherings.propose_gathering(
        by=host.resident, to=others, values=values, at=at, vouched=True, agreed=True
    )
    table.state = TableState.MEETING
    table.save(update_fields=["gathering", "state"])
    table.seats.exclude(pk=host.pk).update(is_host=False)
    Seat.objects.filter(pk=host.pk).update(is_host=True)
    seated = [one.resident_id for one in coming]
    Name.objects.filter(resident__in=seated, ended_at=None).update(ended_at=at)
    fact = TableFormed(table_id=table.pk, gathering_id=table.gathering.pk, at=at)
    events.publish(fact, at=at)
    return table


@transaction.atomic
def unmake(*, table_id: UUID, at: datetime) -> None:
    """The table cannot be: its people are free, and come first in the next round. Safe to repeat.

    :raises NotVisible: there is no such table.
    """
    table = hold_table(table_id)
    if table.state != TableState.ASKING:
        return
    freed = release(seats_of(table))
    table.state, table.ended_at = TableState.UNMADE, at
    table.save(update_fields=["state", "ended_at"])
    come_first(freed)
    events.publish(TableUnmade(table_id=table.pk, resident_ids=tuple(freed), at=at), at=at)


def host_among(coming: Sequence[Seat]) -> Seat:
    """Who opens the table: who was asked to, else who is ready to, else who said yes first."""
    ready = set(
        Name.objects.filter(
            resident__in=[one.resident_id for one in coming], ended_at=None, hosts=True
        ).values_list("resident", flat=True)
    )
    return min(coming, key=lambda one: (not one.is_host, one.resident_id not in ready))


def _require_together(coming: Sequence[Seat]) -> None:
    for position, one in enumerate(coming):
        for other in coming[position + 1 :]:
            if people.are_hidden(one.resident_id, other.resident_id):
                raise rules.NotTogether
