"""What most people do with tables while a few are watched in browsers: run as a module.

python -m tests.support.tables list <address of who is in a browser>
python -m tests.support.tables answers <week> <address>…   all but these say yes, Quentin not
python -m tests.support.tables how <week>                  who was asked since, the tables
python -m tests.support.tables met <address>               three meetings went by
python -m tests.support.tables go-on <address>             two more of that table go on
python -m tests.support.tables next-week <address>         few seats, many names
"""

import json
import sys
from datetime import timedelta
from typing import Any

PEOPLE, LATER = 20, 8
SLOTS = ("mon-evening", "thu-evening")
NEW_SLOT = "tue-evening"
#: Those of the demo who are in browsers, and have waited: a place is theirs.
CAST = ("apolline", "quentin")
WAITED = 4


def at_demo(name: str) -> str:
    return f"{name}@demo.parvis.example"


def neighbours(count: int) -> list[Any]:
    """People of the town whom nothing keeps from a table, in a fixed order."""
    from parvis.domains.people.models import Resident
    from parvis.domains.rounds.models import Name, Seat

    taken = [*Seat.objects.values_list("resident"), *Name.objects.values_list("resident")]
    found = (
        Resident.objects.filter(roles=None, access="", confirmed_at__isnull=False)
        .exclude(pk__in=[one for (one,) in taken])
        .exclude(email__in=[at_demo(one) for one in (*CAST, "malika", "nadia", "odile", "serge")])
        .order_by("joined_at", "pk")
    )
    return list(found[:count])


def put_down(resident: Any, *, free: tuple[str, ...] = SLOTS, waited: int = 0) -> None:
    from parvis.domains.rounds import services
    from parvis.domains.rounds.models import Name
    from parvis.kernel import clock

    values = {"free": free, "minutes_max": 45, "transit": True, "size_max": 6}
    services.put_name_down(resident=resident, values=values, at=clock.now())
    Name.objects.filter(resident=resident, ended_at=None).update(waited=waited)


def open_instead(*sessions: Any, **values: Any) -> None:
    """Rooms like these where no table sits yet, whatever the day; every other session is closed."""
    from parvis.domains.rounds.models import Session
    from parvis.kernel import clock, ids

    Session.objects.filter(closed_at=None).update(closed_at=clock.now())
    for one in sessions:
        for name, value in {"id": ids.new_id(), "closed_at": None, "tables": 1, **values}.items():
            setattr(one, name, value)
        one.save(force_insert=True)


def only_two_tables() -> None:
    """Twelve seats: one table on Mondays, one on Thursdays."""
    from parvis.domains.rounds.models import Session

    open_instead(*(Session.objects.get(slot=slot, closed_at=None) for slot in SLOTS), seats=6)


def fill_list(watched: str) -> None:
    """Twenty names: the one written in the browser, the demo's, and Serge who is only free when
    nothing is open."""
    from parvis.domains.people.models import Resident
    from parvis.domains.rounds.models import Name

    Name.objects.exclude(resident__email=watched).filter(ended_at=None).delete()
    only_two_tables()
    Name.objects.filter(resident__email=watched).update(waited=WAITED)
    for name in CAST:
        put_down(Resident.objects.get(email=at_demo(name)), waited=WAITED)
    put_down(Resident.objects.get(email=at_demo("serge")), free=("sun-morning",), waited=1)
    down = Name.objects.filter(ended_at=None).count()
    for one in neighbours(PEOPLE - down):
        put_down(one)
    assert Name.objects.filter(ended_at=None).count() == PEOPLE


def answer(week: str, *watched: str) -> None:
    """All say yes but those who are watched; the demo's Quentin passes."""
    from parvis.domains.rounds import services
    from parvis.domains.rounds.models import Seat
    from parvis.kernel import clock

    asked = Seat.objects.filter(round=week, state="asked").select_related("resident")
    for seat in asked.exclude(resident__email__in=watched):
        comes = seat.resident.email != at_demo("quentin")
        services.answer(seat_id=seat.pk, by=seat.resident, comes=comes, at=clock.now())


def say_how_it_is(week: str) -> None:
    """How many were asked after others passed, and the tables as they are."""
    from parvis.domains.rounds.models import Seat, Table

    told = {
        "replaced": Seat.objects.filter(round=week, is_refill=True).count(),
        "passed": Seat.objects.filter(round=week, state="passed").count(),
        "tables": sorted(Table.objects.filter(round=week).values_list("state", flat=True)),
    }
    sys.stdout.write(json.dumps(told))


def table_of(address: str) -> Any:
    from parvis.domains.rounds.models import Seat

    seats = Seat.objects.filter(resident__email=address, state="coming", table__state="meeting")
    return seats.select_related("table__gathering").get().table


def meet_three_times(address: str) -> None:
    """All that is known of the table's gathering moves into the past: it has met three times."""
    from django.db import transaction

    from parvis.domains.rounds.models import Table
    from parvis.kernel import clock
    from parvis.kernel.models import Job
    from tests.support.time_passes import rows_of

    table, now = table_of(address), clock.now()
    third = table.gathering.occurrences.order_by("starts_at")[2]
    by = third.ends_at + timedelta(hours=1) - now
    with transaction.atomic():
        for row, names in rows_of(table.gathering_id):
            known = {name: getattr(row, name) for name in names}
            moved = {name: value - by for name, value in known.items() if value is not None}
            type(row).objects.filter(pk=row.pk).update(**moved)
        Table.objects.filter(pk=table.pk).update(first_at=table.first_at - by)
        due = Job.objects.filter(name="rounds.ask_further").update(next_run_at=now)
    assert due == 1


def go_on(address: str) -> None:
    """Two more of that table would go on."""
    from parvis.domains.rounds import services
    from parvis.domains.rounds.vocabulary import Further
    from parvis.kernel import clock

    table = table_of(address)
    others = table.seats.filter(state="coming").exclude(resident__email=address)
    for seat in others.select_related("resident").order_by("pk")[:2]:
        services.say_further(
            seat_id=seat.pk, by=seat.resident, further=Further.CONTINUE, at=clock.now()
        )


def fill_next_week(address: str) -> None:
    """One table of four seats for many names, of which one has waited."""
    from parvis.domains.rounds.models import Name, Session

    Name.objects.exclude(resident__email=address).filter(ended_at=None).delete()
    open_instead(Session.objects.filter(slot=SLOTS[0])[0], slot=NEW_SLOT, seats=4)
    for one in neighbours(LATER):
        put_down(one, free=(NEW_SLOT,))


def main() -> None:
    import django

    django.setup()
    does, *rest = sys.argv[1:]
    {
        "list": fill_list,
        "answers": answer,
        "how": say_how_it_is,
        "met": meet_three_times,
        "go-on": go_on,
        "next-week": fill_next_week,
    }[does](*rest)


if __name__ == "__main__":
    main()
