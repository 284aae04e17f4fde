"""A worry said after a gathering, for the moderator who was asked about it and nobody else."""

from dataclasses import dataclass
from uuid import UUID

from parvis.domains.gatherings.models import Attendance, CheckIn, Occurrence
from parvis.domains.gatherings.selectors.greeting import names_of, those_who_run
from parvis.domains.gatherings.vocabulary import WORRY, Coming, Wellbeing
from parvis.domains.people.models import Resident
from parvis.domains.watch import selectors as watch
from parvis.domains.watch.models import Item
from parvis.kernel.errors import NotVisible


def barred_from_worry(item: Item) -> set[UUID]:
    """Who took part in the gathering a worry is about, or runs it: never asked about it."""
    known = CheckIn.objects.filter(pk=item.subject_id)
    found = known.select_related("occurrence__gathering__organisation").first()
    if found is None:
        return set()
    gathering = found.occurrence.gathering
    there = set(
        Attendance.objects.filter(occurrence=found.occurrence).values_list("resident_id", flat=True)
    )
    running = {gathering.host_id, gathering.greeter_id}
    there |= {one for one in running if one is not None}
    return there | {one.pk for one in those_who_run(gathering)}


@dataclass(frozen=True, slots=True)
class Worry:
    """A worry, for the moderator who was asked: with the names of who was there."""

    item: Item
    check_in: CheckIn
    occurrence: Occurrence
    resident: Resident
    #: As the others there know them: a discreet circle keeps its pseudonyms here too.
    people: tuple[str, ...]
    run_by: tuple[str, ...]


def worry_for(viewer: Resident, check_in_id: UUID) -> Worry:
    """:raises NotVisible: there is none, or they were not asked about it."""
    check_in = (
        CheckIn.objects.filter(pk=check_in_id, answer=Wellbeing.WORRIED)
        .select_related(
            "resident",
            "occurrence__gathering__place",
            "occurrence__gathering__host",
            "occurrence__gathering__circle",
            "occurrence__gathering__organisation",
        )
        .first()
    )
    item = Item.objects.filter(kind=WORRY, subject_id=check_in_id).first() if check_in else None
    if check_in is None or item is None or watch.item_asked(viewer, item.pk) is None:
        raise NotVisible
    occurrence, gathering = check_in.occurrence, check_in.occurrence.gathering
    there = Resident.objects.filter(
        attendances__occurrence=occurrence, attendances__state=Coming.GOING
    ).exclude(pk=check_in.resident_id)
    running = [gathering.organisation.name] if gathering.organisation else []
    if gathering.host is not None and gathering.host_id != check_in.resident_id:
        running += names_of(gathering, [gathering.host]).values()
    return Worry(
        item=item,
        check_in=check_in,
        occurrence=occurrence,
        resident=check_in.resident,
        people=tuple(sorted(names_of(gathering, there).values())),
        run_by=tuple(running),
    )
