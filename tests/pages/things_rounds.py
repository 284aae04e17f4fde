"""Places at tables: one asked about, one at a table that meets; a week to read over, sessions."""

from typing import Any


def round_things(people: dict[str, Any]) -> dict[str, str]:
    """The demo town has most of it; a week that waits for its coordination is written here."""
    from datetime import timedelta

    from parvis.domains.rounds import services
    from parvis.domains.rounds.models import Round, Seat, Session, Table, Unplaced
    from parvis.domains.rounds.selectors.names import commune_of
    from parvis.domains.rounds.vocabulary import Stage
    from parvis.kernel import clock

    newcomer, moderator = people["newcomer"], people["moderator"]
    asked = Seat.objects.get(resident=newcomer, state="asked")
    sits = Seat.objects.get(resident=moderator, state="coming")
    published = asked.table.round
    commune = commune_of(newcomer)
    session = Session.objects.filter(area=commune, closed_at=None).order_by("pk")[0]
    now = clock.now()
    others = [people[who] for who in ("neighbour", "helper", "official", "operator")]
    for one in others:
        services.put_name_down(
            resident=one,
            values={"free": [session.slot], "minutes_max": 45},
            at=now - timedelta(hours=1),
        )
    listed = Round.objects.get(area=commune, stage=Stage.OPEN)
    week = listed.week
    listed_id = listed.pk
    prepared = Round.objects.create(
        area=commune,
        week=week.replace(year=week.year - 1),
        closes_at=now,
        stage=Stage.PREPARED,
        version=7,
        prepared_at=now,
        people=5,
    )
    table = Table.objects.create(
        round=prepared,
        session=session,
        reasons=[{"code": "free-then", "facts": [session.slot]}],
        first_at=now,
    )
    for number, one in enumerate(others):
        Seat.objects.create(table=table, round=prepared, resident=one, is_host=number == 0)
    Unplaced.objects.create(round=prepared, resident=people["host"], reason="no-seat")
    return {
        "seat": str(asked.pk),
        "table_seat": str(sits.pk),
        "table": str(sits.table_id),
        "table_session": str(session.pk),
        "list": str(listed_id),
        "week": str(prepared.pk),
        "published_week": str(published.pk),
        "mover": str(others[2].pk),
        "move_table": str(table.pk),
    }
