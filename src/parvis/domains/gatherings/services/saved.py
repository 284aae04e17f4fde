"""Searches of the agenda that somebody keeps under a name of theirs."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.models import SavedFilters
from parvis.domains.gatherings.selectors import AgendaFilters
from parvis.domains.gatherings.vocabulary import FILTER_NAME_MAX, QUERY_MAX, SAVED_MOST
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.kernel import text
from parvis.kernel.errors import Refusal


class NothingToKeep(Refusal):
    sentence = gettext_lazy(
        "Choisissez d’abord ce que vous cherchez, puis gardez cette recherche sous un nom."
    )


class TooManyKept(Refusal):
    sentence = gettext_lazy(
        "Vous gardez déjà beaucoup de recherches. Retirez-en une, puis gardez celle-ci."
    )


class NoName(Refusal):
    sentence = gettext_lazy("Donnez un nom à cette recherche, pour la retrouver.")
    field = "name"


def keep_filters(
    *, resident: Resident, name: str, filters: AgendaFilters, at: datetime
) -> SavedFilters:
    """Keep a search; the same one again only takes the new name.

    :raises Refusal: nothing is looked for, there is no name, or too many are kept already.
    """
    query = urlencode(selectors.query_of(filters), doseq=True)
    if not query or len(query) > QUERY_MAX:
        raise NothingToKeep
    said = _name(name)
    with transaction.atomic():
        # One after the other, so that nobody keeps more than they may.
        Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
        mine = SavedFilters.objects.filter(resident=resident)
        kept = mine.filter(query=query).first()
        if kept is None and mine.count() >= SAVED_MOST:
            raise TooManyKept
        if kept is None:
            kept = SavedFilters(resident=resident, query=query, created_at=at)
        kept.name = said
        kept.save()
    return kept


def rename_filters(*, resident: Resident, saved_id: UUID, name: str) -> SavedFilters:
    """:raises Refusal: it is not theirs, or there is no name."""
    kept = selectors.find_saved(resident, saved_id)
    kept.name = _name(name)
    kept.save(update_fields=["name"])
    return kept


def drop_filters(*, resident: Resident, saved_id: UUID) -> None:
    """What is already gone, or never was theirs, stays so."""
    SavedFilters.objects.filter(resident=resident, pk=saved_id).delete()


def export_saved(resident: Resident) -> Iterator[Section]:
    kept = SavedFilters.objects.filter(resident=resident).order_by("created_at")
    yield Section(
        _("Recherches gardées dans l’agenda"),
        list(kept.values("name", "query", "created_at")),
        {"name": _("Nom"), "query": _("Recherche"), "created_at": _("Gardée le")},
    )


def _name(given: str) -> str:
    said = " ".join(text.clean(given).split())[:FILTER_NAME_MAX].strip()
    if not said:
        raise NoName
    return said
