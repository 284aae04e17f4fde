"""A walk the newcomer proposes, another time the other has in mind; and a circle of theirs."""

from datetime import timedelta
from typing import Any


def meeting_things(people: dict[str, Any]) -> dict[str, str]:
    from parvis.domains.circles import services as circles
    from parvis.domains.circles.models import Circle
    from parvis.domains.gatherings import services
    from parvis.kernel import clock, tasks
    from tests.factories.meetings import a_place_open_on, meeting_values

    now = clock.now()
    newcomer, resident = people["newcomer"], people["resident"]
    day = (now + timedelta(days=6)).date()
    place = a_place_open_on(day, day + timedelta(days=1))
    plan = services.propose_gathering(
        by=newcomer,
        to=[resident],
        values=meeting_values(place=place, day=day, about="Jusqu’au pont et retour."),
        at=now,
        vouched=True,
    )
    idea = services.counter_propose(
        gathering=plan,
        by=resident,
        version=1,
        day=day + timedelta(days=1),
        starts=meeting_values(place=place)["starts"],
        minutes=60,
        place=place,
        words="Le lendemain m’irait mieux.",
        at=now,
    )
    circle = Circle.objects.create(
        slug="les-marcheurs-du-soir", name="Les marcheurs du soir", about="On marche, le soir."
    )
    circles.join(circle=circle, resident=newcomer, at=now)
    tasks.run_due(limit=5000)
    return {
        "plan": str(plan.pk),
        "plan_date": str(plan.occurrences.get().pk),
        "idea": str(idea.pk),
        "own_circle": circle.slug,
    }
