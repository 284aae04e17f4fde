"""Activities are published by their hosts, some time ago; dates move, people come, some wait."""

from datetime import datetime, timedelta
from typing import Any

from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Gathering, Occurrence
from parvis.domains.people.models import Resident
from parvis.surfaces.cli.encounters.company import ZONE, Company
from parvis.surfaces.cli.town.shapes import ActivityPlan, ExceptionPlan

PLAIN = (
    *("title", "about", "starts", "ends", "rrule", "skips_holidays", "price_cents", "bring"),
    *("documents", "where_note", "access_note", "age_min", "age_max", "children", "photos"),
    *("capacity", "guests_max", "signup", "good_alone", "sign", "languages", "interests"),
    *("wishes", "comfort", "life"),
)
#: Where one seat is offered and others wait.
FULL = "la-cuisine-a-huit-places"


def publish(company: Company) -> dict[str, Gathering]:
    """All of them, by slug. Every series of the town is written some weeks ahead."""
    found = {one.slug: _create(company, one) for one in company.plan.activities}
    services.extend_series(company.now)
    for one in company.plan.activities:
        if not one.is_draft:
            _live(company, one, found[one.slug])
    return found


def _create(company: Company, plan: ActivityPlan) -> Gathering:
    by = company.host_of(plan.organisation)
    written = company.moment(plan.first - timedelta(days=3), 10)
    return services.create_gathering(
        by=by,
        organisation=company.organisations[plan.organisation],
        values=_values(company, plan, by),
        at=min(written, company.now - timedelta(days=2)),
        publish=not plan.is_draft,
    )


def _live(company: Company, plan: ActivityPlan, gathering: Gathering) -> None:
    by, now = company.host_of(plan.organisation), company.now
    for exception in plan.exceptions:
        _except(company, gathering, exception, by)
    for organisation, state in plan.cohosts:
        asked = services.ask_cohost(
            gathering=gathering,
            organisation=company.organisations[organisation],
            by=by,
            at=now - timedelta(days=1),
        )
        if state == "accepted":
            other = company.host_of(organisation)
            services.answer_cohost(cohost=asked, by=other, accept=True, at=company.lately(5))
    _sign_up(company, plan, gathering)


def _values(company: Company, plan: ActivityPlan, by: Resident) -> dict[str, Any]:
    return {
        **{name: getattr(plan, name) for name in PLAIN},
        "place": company.places[plan.place],
        "day": plan.first,
        "until": None,
        "greeter": by if plan.good_alone else None,
        "pauses": [(one.starts_on, one.ends_on, one.why) for one in plan.pauses],
    }


def _except(company: Company, gathering: Gathering, plan: ExceptionPlan, by: Resident) -> None:
    at = company.lately(20)
    coming = _ahead(gathering, company.now)[plan.which]
    if plan.kind == "cancelled":
        services.cancel_occurrence(occurrence=coming, by=by, words=plan.note, at=at)
        return
    begins, ends = (one.astimezone(ZONE) for one in (coming.starts_at, coming.ends_at))
    day = begins.date() + timedelta(days=plan.days)
    hours = services.Hours(day, begins.time(), ends.time())
    if plan.kind == "added":
        services.add_date(gathering=gathering, by=by, hours=hours, note=plan.note, at=at)
    else:
        services.change_date(occurrence=coming, by=by, hours=hours, note=plan.note, at=at)


def _ahead(gathering: Gathering, at: datetime) -> list[Occurrence]:
    standing = gathering.occurrences.filter(starts_at__gt=at, is_cancelled=False)
    return list(standing.order_by("starts_at"))


def _sign_up(company: Company, plan: ActivityPlan, gathering: Gathering) -> None:
    people = company.who_like(plan.interests)
    alone = [*company.newcomers()[4:], *people[-3:]][: plan.alone]
    said = company.lately(30)
    if plan.signup == "series":
        for resident in people[: plan.coming]:
            services.come_to_series(
                gathering_id=gathering.pk, resident=resident, alone=False, at=said
            )
        return
    if plan.slug == FULL:
        _fill(company, gathering, people)
        return
    following = _ahead(gathering, company.now)[0]
    for number, resident in enumerate(people[: plan.coming]):
        guests = min(number % 3, plan.guests_max)
        services.come(
            occurrence_id=following.pk, resident=resident, alone=False, guests=guests, at=said
        )
    for resident in alone:
        services.come(occurrence_id=following.pk, resident=resident, alone=True, at=said)


def _fill(company: Company, gathering: Gathering, people: list[Resident]) -> None:
    """Eight seats, all taken; three wait; one seat comes free, and is offered."""
    date = next(
        one
        for one in _ahead(gathering, company.now)
        if one.starts_at > company.now + timedelta(days=3)
    )
    waiting = [company.cast["coordinator"], company.cast["resident"], people[8]]
    for number, resident in enumerate([*people[:8], *waiting]):
        said = company.lately(60 - 4 * number)
        services.come(occurrence_id=date.pk, resident=resident, alone=False, at=said)
    services.leave(occurrence_id=date.pk, resident=people[3], at=company.lately())
