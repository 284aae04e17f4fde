"""A month of the agenda: for each day how many dates, and the first few by name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors.filters import ANYTHING, AgendaFilters
from parvis.domains.gatherings.selectors.narrowing import midnight, narrowed
from parvis.domains.gatherings.selectors.occurrences import ANNOUNCED
from parvis.domains.gatherings.vocabulary import NAMED_A_DAY


@dataclass(frozen=True, slots=True)
class Named:
    """One date among others: enough to read it and to go to its page."""

    pk: UUID
    title: str
    starts_at: datetime
    time_zone: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Square:
    """One day of a month."""

    on: date
    count: int
    named: tuple[Named, ...]

    @property
    def others(self) -> int:
        return self.count - len(self.named)


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of seven squares from Monday; None beside the month."""

    weeks: tuple[tuple[Square | None, ...], ...]

    @property
    def count(self) -> int:
        return sum(day.count for week in self.weeks for day in week if day)


def month_of(day: date) -> tuple[date, date]:
    """Its first day, and the first of the month after."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def month(day: date, filters: AgendaFilters = ANYTHING) -> Month:
    """The month of a day, on the town's wall. One query, whatever takes place."""
    first, following = month_of(day)
    days = [first + timedelta(days=number) for number in range((following - first).days)]
    announced = Occurrence.objects.filter(ANNOUNCED)
    found = narrowed(announced, filters, midnight(first), midnight(following))
    squares = _squares(found, days)
    before = [None] * first.weekday()
    after = [None] * (-(len(before) + len(days)) % 7)
    cells: list[Square | None] = [*before, *squares, *after]
    return Month(tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)))


def _squares(found: QuerySet[Occurrence], days: list[date]) -> list[Square]:
    number = Case(
        *(
            When(starts_at__lt=midnight(day + timedelta(days=1)), then=Value(number))
            for number, day in enumerate(days)
        ),
        output_field=IntegerField(),
    )
    counts: dict[object, tuple[int, list[Named]]] = {}
    for group, count, one in first_of_each(found.annotate(group=number)):
        counts.setdefault(group, (count, []))[1].append(one)
    nothing: tuple[int, list[Named]] = (0, [])
    return [
        Square(day, counts.get(number, nothing)[0], tuple(counts.get(number, nothing)[1]))
        for number, day in enumerate(days)
    ]


def first_of_each(found: QuerySet[Occurrence]) -> list[tuple[object, int, Named]]:
    """The first few of each ``group`` (an annotation), soonest first, with the group and its count.

    One query: the database counts, and gives only what is shown.
    """
    order = ("starts_at", "gathering__title", "pk")
    rows = (
        found.annotate(
            rank=Window(RowNumber(), partition_by=F("group"), order_by=order),
            of_group=Window(Count("pk"), partition_by=F("group")),
        )
        .filter(rank__lte=NAMED_A_DAY)
        .order_by(*order)
        .values_list(
            *("group", "of_group", "pk", "gathering__title", "starts_at"),
            *("gathering__time_zone", "is_cancelled"),
        )
    )
    return [(group, count, Named(*values)) for group, count, *values in rows]
