"""Plans that people agree on: one waits for an answer, one has another time in mind, one is of a
circle."""

from datetime import time, timedelta

from parvis.domains.circles.models import Circle
from parvis.domains.conversations.models import Conversation
from parvis.domains.gatherings import services
from parvis.surfaces.cli.encounters.company import Company

SATURDAY, SUNDAY, THURSDAY = 5, 6, 3
CIRCLE = "photo-du-dimanche"


def agree(company: Company, records: Conversation) -> None:
    walk(company, records)
    coffee(company)
    of_a_circle(company)


def walk(company: Company, records: Conversation) -> None:
    """Serge said yes to a walk; its hour was changed since, and he is asked again."""
    neighbour, serge = company.newcomers()[0], company.cast["resident"]
    values = {
        "title": "Marcher jusqu’au disquaire",
        "about": "On part du parc, on suit la rivière, et vous me présentez le disquaire.",
        "place": company.places["parc-de-la-sauline"],
        "where_note": "Le banc vert, près de l’entrée du pont.",
        "day": company.next_weekday(SATURDAY, after=4),
        "starts": time(14, 30),
        "minutes": 75,
        "bring": "De bonnes chaussures.",
        "access_note": "Le chemin est plat, avec des bancs.",
    }
    plan = services.propose_gathering(
        by=neighbour, to=records, values=values, at=company.lately(30)
    )
    services.accept_terms(gathering=plan, by=serge, version=1, at=company.lately(26))
    later = {**values, "starts": time(15, 15), "minutes": 90, "guests_max": 1}
    services.change_terms(
        gathering=plan, by=neighbour, version=1, values=later, at=company.lately(2)
    )


def coffee(company: Company) -> None:
    """Nadia asks Malika, whom the welcome introduced, to a coffee; Malika would rather another
    day."""
    nadia, malika = company.cast["welcomer"], company.cast["newcomer"]
    place = company.places["cafe-le-perron"]
    thursday, hours = company.next_weekday(THURSDAY, after=3), (time(16), time(10, 30))
    while not company.is_open(place, thursday, hours[0]) or not company.is_open(
        place, thursday + timedelta(days=2), hours[1]
    ):  # public holidays
        thursday += timedelta(weeks=1)
    plan = services.propose_gathering(
        by=nadia,
        to=[malika],
        values={
            "title": "Un café pour faire connaissance",
            "about": "Une demi-heure ou plus. Je vous montre où sont le marché et la médiathèque.",
            "place": place,
            "where_note": "La table du fond, près des plantes.",
            "day": thursday,
            "starts": hours[0],
            "minutes": 60,
            "guests_max": 1,
            "access_note": "Une marche à l’entrée, et l’on vous aide à la passer.",
        },
        at=company.lately(28),
        vouched=True,
    )
    services.counter_propose(
        gathering=plan,
        by=malika,
        version=1,
        day=thursday + timedelta(days=2),
        starts=hours[1],
        minutes=60,
        place=place,
        words="Je travaille le jeudi. Samedi matin, après le marché ?",
        at=company.lately(4),
    )


def of_a_circle(company: Company) -> None:
    nadia = company.cast["welcomer"]
    circle = Circle.objects.get(slug=CIRCLE)
    plan = services.propose_gathering(
        by=nadia,
        to=circle,
        values={
            "title": "Reflets, au bord de l’eau",
            "about": "Une heure de photos sans se presser, puis on se montre ce que l’on a vu.",
            "place": company.places["parc-de-la-sauline"],
            "where_note": "L’embarcadère.",
            "day": company.next_weekday(SUNDAY, after=3),
            "starts": time(10, 30),
            "minutes": 90,
            "capacity": 12,
            "bring": "Un appareil, ou votre téléphone.",
        },
        at=company.lately(50),
    )
    members = [one for one in company.members_of(CIRCLE) if one.pk != nadia.pk]
    for resident in members[:4]:
        services.accept_terms(gathering=plan, by=resident, version=1, at=company.lately(30))
