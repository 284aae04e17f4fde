"""A weekly workshop with one seat, where the host waits at the door: run as a module, by journeys.

Prints the id of its first date, five days ahead.
"""

from datetime import time, timedelta

TITLE = "L’atelier des petites réparations"
SIGN = "une écharpe jaune"


def main() -> None:
    import django

    django.setup()
    from parvis.domains.gatherings import services
    from parvis.domains.gatherings.vocabulary import Repeat
    from parvis.domains.organisations.models import Organisation
    from parvis.domains.people.models import Resident
    from parvis.kernel import clock

    odile = Resident.objects.get(email="odile@demo.parvis.example")
    house = Organisation.objects.select_related("place__area").get(slug="mq-tilleuls")
    made = services.create_gathering(
        by=odile,
        organisation=house,
        values={
            "title": TITLE,
            "about": "On apporte une lampe, une chaise, un grille-pain, et on répare ensemble.",
            "place": house.place,
            "day": clock.today("Europe/Paris") + timedelta(days=5),
            "starts": time(14, 30),
            "ends": time(16, 30),
            "rrule": Repeat.WEEKLY,
            "until": None,
            "capacity": 1,
            "good_alone": True,
            "greeter": odile,
            "sign": SIGN,
            "price_cents": 0,
            "bring": "",
        },
        at=clock.now(),
    )
    print(made.occurrences.earliest("starts_at").pk)


if __name__ == "__main__":
    main()
