"""Agendas kept elsewhere, for who tends them; and where an imported gathering comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from parvis.domains.gatherings import rules
from parvis.domains.gatherings.models import Gathering, Imported, ImportRun, Source
from parvis.domains.gatherings.vocabulary import ImportProblem, SourceKind
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Visitor, has_role
from parvis.domains.people.vocabulary import Role
from parvis.kernel.errors import NotVisible

#: Where one reads an agenda of OpenAgenda.
OPENAGENDA_PAGE = "https://openagenda.com/agendas/"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who announces it, under which licence, and where."""

    name: str
    licence: str
    url: str


@dataclass(frozen=True, slots=True)
class Tended:
    """A source on its page: how it goes, and what came of it."""

    source: Source
    last: ImportRun | None
    #: Gatherings of it that stand here.
    standing: int

    @property
    def asks(self) -> bool:
        """Whether somebody must say that what vanished is really gone."""
        return self.last is not None and self.last.problem == ImportProblem.SHRUNK


def sources_of(resident: Resident) -> list[Tended]:
    """Every source somebody may tend, by name. Three queries, however many, and their duties."""
    hosted = set(organisations.hosted_by(resident).values_list("pk", flat=True))
    found = [
        source
        for source in _sources().filter(dropped_at=None)
        if source.organisation_id in hosted or has_role(resident, Role.COORDINATOR, source.area)
    ]
    last = _last_runs([source.pk for source in found])
    return [Tended(source, last.get(source.pk), source.standing) for source in found]


def find_source(resident: Visitor, source_id: UUID) -> Tended:
    """One source for who may tend it.

    :raises NotVisible: there is none, or it is not theirs.
    """
    source = _sources().filter(pk=source_id, dropped_at=None).first()
    if source is None or not rules.may_tend(resident, source):
        raise NotVisible
    return Tended(source, source.runs.first(), source.standing)


def runs_of(source: Source, most: int = 10) -> list[ImportRun]:
    """The last readings, latest first."""
    return list(source.runs.all()[:most])


def hidden_of(source: Source) -> list[Imported]:
    """What was chosen not to be shown."""
    hidden = Imported.objects.filter(source=source).exclude(hidden_at=None)
    return list(hidden.order_by("title", "pk"))


def is_imported(gathering: Gathering) -> bool:
    return Imported.objects.filter(gathering=gathering).exists()


def origin_of(gathering: Gathering) -> Origin | None:
    """Where an imported gathering comes from; None for what was written here. One query."""
    row = Imported.objects.filter(gathering=gathering).select_related("source").first()
    if row is None:
        return None
    source = row.source
    page = gathering.external_url
    if not page and source.kind == SourceKind.OPENAGENDA:
        page = f"{OPENAGENDA_PAGE}{source.agenda_uid}"
    return Origin(source.name, source.licence, page)


def _sources():  # type: ignore[no-untyped-def]
    standing = Q(
        imported__withdrawn_at=None, imported__hidden_at=None, imported__gathering__isnull=False
    )
    return (
        Source.objects.select_related("area__parent__parent", "place__area", "organisation", "by")
        .defer("area__boundary", "area__parent__boundary")
        .annotate(standing=Count("imported", filter=standing))
        .order_by("name", "pk")
    )


def _last_runs(ids: Sequence[UUID]) -> dict[UUID, ImportRun]:
    found: dict[UUID, ImportRun] = {}
    for run in ImportRun.objects.filter(source__in=ids).order_by("started_at", "pk"):
        found[run.source_id] = run
    return found
