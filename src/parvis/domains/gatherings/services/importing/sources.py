"""Agendas kept elsewhere: added, accepted after a look at them, paused, hidden, taken away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.events import SourceDropped, SourceDue
from parvis.domains.gatherings.models import Gathering, Imported, Source
from parvis.domains.gatherings.services.importing import writing
from parvis.domains.gatherings.services.importing.fetching import Get, read_source
from parvis.domains.gatherings.services.importing.placing import ASIDE, USUAL, key
from parvis.domains.gatherings.services.importing.planning import Plan, plan
from parvis.domains.gatherings.services.importing.reading import Budget, Reading
from parvis.domains.gatherings.vocabulary import AGENDA_UID, SOURCES_MOST, SourceKind
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import interests
from parvis.domains.territory.models import Place
from parvis.kernel import events, fetch
from parvis.kernel.errors import Refusal

#: A page waits no longer than this for the other server, reading included.
PREVIEW_SECONDS: Final = 5
CHOICES_MAX: Final = 500
DROP_SECONDS: Final = 40
EDITABLE: Final = (
    *("kind", "name", "url", "agenda_uid", "licence"),
    *("organisation", "area", "place", "interests"),
)


class SourceKnown(Refusal):
    sentence = _("Cet agenda est déjà apporté ici. Cherchez-le dans la liste.")


class TooManySources(Refusal):
    sentence = _("Il y a déjà vingt agendas ici. Retirez-en un pour en apporter un autre.")


class NoKey(Refusal):
    sentence = _(
        "Ce serveur n’a pas de clé OpenAgenda. Demandez-la à la personne qui l’administre, ou"
        " donnez l’adresse iCal de cet agenda."
    )
    field = "kind"


class WrongAddress(Refusal):
    field = "url"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose for words of theirs, as they were written."""

    places: Mapping[str, str]
    interests: Mapping[str, str]
    #: Brought in although something like it is in the agenda.
    twins: Iterable[str] = ()


@transaction.atomic
def add_source(*, by: Resident, values: Mapping[str, Any], at: datetime) -> Source:
    """Note where an agenda is kept. Nothing is brought in until it is accepted.

    :raises NotAllowed: neither an organisation nor an area of theirs.
    :raises NoKey: OpenAgenda, and the operator gave no key.
    :raises WrongAddress: it could never be read from here.
    :raises SourceKnown: somebody added it already.
    :raises TooManySources: the organisation, or the area, has enough of them.
    """
    source = Source(by=by, created_at=at)
    _fill(source, values, by)
    beside = Source.objects.filter(organisation=source.organisation)
    if source.organisation is None:
        beside = beside.filter(area=source.area)
    if beside.count() >= SOURCES_MOST:
        raise TooManySources
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as twice:
        raise SourceKnown(field="url" if source.url else "agenda_uid") from twice
    return source


@transaction.atomic
def change_source(*, source: Source, by: Resident, values: Mapping[str, Any]) -> Source:
    """Another name, address, place… What it brought in follows at its next turn.

    :raises NotAllowed: as it is, or as it would be, it is not theirs.
    """
    held = _held(source, by)
    _fill(held, values, by)
    held.etag = held.last_modified = ""
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as twice:
        raise SourceKnown(field="url" if held.url else "agenda_uid") from twice
    return held


def preview(source: Source, *, at: datetime, get: Get = fetch.get) -> Plan:
    """What it would bring in now. Writes nothing, and answers within five seconds.

    :raises NotRead: nothing could be read.
    """
    reading = read_source(source, at=at, seconds=PREVIEW_SECONDS, get=get) or Reading()
    return plan(source, reading, at=at)


@transaction.atomic
def choose(*, source: Source, by: Resident, choices: Choices) -> Source:
    """Keep what was chosen for their words; those chosen before stay.

    :raises NotAllowed: it is not theirs.
    """
    held = _held(source, by)
    known = set(Place.objects.filter(published=True).values_list("slug", flat=True))
    places = dict(held.mapping.get("places", {}))
    for words, chosen in choices.places.items():
        if chosen in known | {USUAL, ASIDE} and key(words):
            places[key(words)] = chosen
    words_kept = dict(held.mapping.get("interests", {}))
    for words, chosen in choices.interests.items():
        if (chosen == "" or chosen in interests.interests()) and key(words):
            words_kept[key(words)] = chosen
    twins = list(dict.fromkeys([*held.mapping.get("twins", []), *choices.twins]))
    held.mapping = {
        "places": dict(list(places.items())[-CHOICES_MAX:]),
        "interests": dict(list(words_kept.items())[-CHOICES_MAX:]),
        "twins": twins[-CHOICES_MAX:],
    }
    held.etag = held.last_modified = ""
    held.save(update_fields=["mapping", "etag", "last_modified"])
    return held


@transaction.atomic
def accept_source(*, source: Source, by: Resident, at: datetime) -> Source:
    """Bring it in from now on, every few hours. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    """
    held = _held(source, by)
    if not held.is_active:
        held.is_active, held.failures = True, 0
        held.save(update_fields=["is_active", "failures"])
        _ask(held, by, at)
    return held


@transaction.atomic
def run_source(*, source: Source, by: Resident, at: datetime, shrunk: bool = False) -> Source:
    """Read it now rather than at its turn.

    :param shrunk: yes, more than half of it is really gone.
    :raises NotAllowed: it is not theirs.
    """
    held = _held(source, by)
    if held.is_active:
        if shrunk:
            held.etag = held.last_modified = ""
            held.save(update_fields=["etag", "last_modified"])
        _ask(held, by, at, shrunk=shrunk)
    return held


@transaction.atomic
def pause_source(*, source: Source, by: Resident) -> Source:
    """Leave it alone; what it brought in stays as it is. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    """
    held = _held(source, by)
    held.is_active, held.next_run_at = False, None
    held.save(update_fields=["is_active", "next_run_at"])
    return held


@transaction.atomic
def delete_source(*, source: Source, by: Resident, keep: bool, at: datetime) -> None:
    """Forget it. What it brought in becomes ours to change, or is taken away in a while.

    :param keep: its gatherings stay.
    :raises NotAllowed: it is not theirs.
    """
    held = _held(source, by)
    if keep:
        held.delete()
        return
    held.is_active, held.next_run_at, held.dropped_at = False, None, at
    held.save(update_fields=["is_active", "next_run_at", "dropped_at"])
    events.publish(SourceDropped(source_id=held.pk, at=at), by=by.pk, at=at)


def finish_dropping(source_id: UUID, *, at: datetime) -> bool:
    """Take away what a dropped source brought in, then itself; whether it is over. Safe to repeat.

    Those who were to come are told, as of anything that is called off.
    """
    source = Source.objects.filter(pk=source_id).exclude(dropped_at=None).first()
    if source is None:
        return True
    budget = Budget(DROP_SECONDS)
    rows = Imported.objects.filter(source=source, withdrawn_at=None).order_by("pk")
    for row in rows:
        if not budget.left:
            return False
        writing.withdraw(row, at=at)
    source.delete()
    return True


def to_finish_dropping() -> list[UUID]:
    dropped = Source.objects.exclude(dropped_at=None).order_by("dropped_at")
    return list(dropped.values_list("pk", flat=True))


@transaction.atomic
def hide_imported(*, gathering: Gathering, by: Resident, at: datetime) -> Imported | None:
    """“Do not show”: it goes, whatever its agenda says from now on. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    """
    rules.may_edit.require(by, gathering)
    row = Imported.objects.select_for_update(no_key=True).filter(gathering=gathering).first()
    if row is None:
        return None
    held = Gathering.objects.select_for_update(no_key=True).get(pk=gathering.pk)
    row.hidden_at, row.fingerprint = at, ""
    row.title = held.title
    row.save(update_fields=["hidden_at", "fingerprint", "title"])
    writing.take_away(held, at)
    return row


@transaction.atomic
def show_imported(*, source: Source, row_id: int, by: Resident, at: datetime) -> None:
    """Show again what was hidden, from the next reading on. Safe to repeat.

    :raises NotAllowed: it is not theirs.
    """
    held = _held(source, by)
    rows = Imported.objects.filter(source=held, pk=row_id)
    if rows.update(hidden_at=None, withdrawn_at=at, fingerprint=""):
        held.etag = held.last_modified = ""
        held.save(update_fields=["etag", "last_modified"])
        if held.is_active:
            _ask(held, by, at)


def _ask(held: Source, by: Resident, at: datetime, *, shrunk: bool = False) -> None:
    held.next_run_at = at
    held.save(update_fields=["next_run_at"])
    events.publish(SourceDue(source_id=held.pk, shrunk=shrunk, at=at), by=by.pk, at=at)


def _held(source: Source, by: Resident) -> Source:
    held = (
        Source.objects.select_for_update(no_key=True, of=("self",))
        .select_related("area__parent", "organisation")
        .get(pk=source.pk)
    )
    rules.may_tend.require(by, held)
    return held


def _fill(source: Source, values: Mapping[str, Any], by: Resident) -> None:
    for name in EDITABLE:
        setattr(source, name, values[name])
    rules.may_import.require(by, source.organisation, source.area)
    if source.kind == SourceKind.OPENAGENDA:
        source.url = ""
        if not settings.PARVIS.openagenda_key.get_secret_value():
            raise NoKey
        if not AGENDA_UID.fullmatch(source.agenda_uid):
            raise WrongAddress(
                _("Le numéro d’un agenda OpenAgenda n’a que des chiffres."), field="agenda_uid"
            )
        return
    source.agenda_uid = ""
    try:
        target = fetch.parse(source.url, ports=fetch.outside().ports)
    except fetch.FetchRefused as refusal:
        raise WrongAddress(refusal.sentence) from refusal
    source.url = target.url
