"""What somebody takes with them of tables, and what goes with their account."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.domains.rounds.models import Again, Name, Seat, Unplaced
from parvis.domains.rounds.services.parting import depart
from parvis.domains.rounds.vocabulary import SeatState
from parvis.kernel import clock


def export(resident: Resident) -> Iterator[Section]:
    """Names, places, what they answered; never who else was there, nor whom a reason is about."""
    names = Name.objects.filter(resident=resident).order_by("put_down_at")
    yield Section(_("Mon nom sur la liste des tablées"), list(names.values(*_NAME)), _labels())
    seats = Seat.objects.filter(resident=resident).exclude(state=SeatState.DRAFT)
    yield Section(
        _("Tablées proposées, et mes réponses"),
        list(seats.order_by("asked_at", "pk").values(*_SEAT)),
        _labels(),
    )
    # Ids and days only: a name would be somebody else's.
    again = Again.objects.filter(by=resident).order_by("at")
    yield Section(
        _("Avec qui j’aimerais être de nouveau"), list(again.values("other_id", "at")), _labels()
    )
    without = Unplaced.objects.filter(resident=resident, told_at__isnull=False)
    yield Section(
        _("Semaines sans tablée"),
        list(without.order_by("told_at").values("round__week", "reason", "told_at")),
        _labels(),
    )


@transaction.atomic
def forget(resident_id: UUID) -> None:
    """Before an account goes: its places are free, and nobody's wish names it any more."""
    depart(resident_id=resident_id, at=clock.now())
    Again.objects.filter(Q(by=resident_id) | Q(other=resident_id)).delete()
    Name.objects.filter(resident=resident_id).delete()
    Unplaced.objects.filter(resident=resident_id).delete()
    Seat.objects.filter(resident=resident_id).delete()


_NAME = (
    *("area__name", "free", "size_max", "activities", "minutes_max", "transit", "slow_walk"),
    *("hosts", "put_down_at", "waited", "ended_at"),
)
_SEAT = (
    *("table__session__place__name", "table__first_at", "state", "is_host", "asked_at"),
    *("answered_at", "further", "further_at"),
)


def _labels() -> dict[str, str]:
    return {
        "area__name": _("Commune"),
        "free": _("Moments libres"),
        "size_max": _("Personnes au plus"),
        "activities": _("Ensemble"),
        "minutes_max": _("Minutes de trajet au plus"),
        "transit": _("En bus aussi"),
        "slow_walk": _("Je marche doucement"),
        "hosts": _("J’ouvre volontiers la tablée"),
        "put_down_at": _("Inscrit le"),
        "waited": _("Tirages d’attente"),
        "ended_at": _("Retiré le"),
        "table__session__place__name": _("Lieu"),
        "table__first_at": _("Première fois le"),
        "state": _("Réponse"),
        "is_host": _("J’ouvre la tablée"),
        "asked_at": _("Demandé le"),
        "answered_at": _("Répondu le"),
        "further": _("La suite"),
        "further_at": _("Dit le"),
        "other_id": _("Identifiant"),
        "at": _("Le"),
        "round__week": _("Semaine du"),
        "reason": _("Raison"),
        "told_at": _("Dit le"),
    }
