"""What follows a meeting: news that are waited for, a sheet that is closed, thanks, and a yes of
both."""

from datetime import time, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from parvis.domains.conversations.models import Conversation
from parvis.domains.gatherings import services
from parvis.domains.gatherings.models import Attendance, Gathering, Occurrence, Photo
from parvis.domains.people.models import Resident
from parvis.kernel import ids
from parvis.surfaces.cli.encounters.company import Company

WORRY = (
    "La promenade était belle, mais au retour il faisait presque nuit et j’ai cherché mon chemin. "
    "Je n’ose pas le dire à Nadia. Peut-on choisir un endroit plus près de chez moi ?"
)
ALT = "Une théière rouge et quatre tasses sur une table en bois, côté jardin"


def walked(company: Company, steps: Conversation) -> None:
    """Nadia and a newcomer walked yesterday: news of one is waited for, the other is worried."""
    nadia, newcomer = company.cast["welcomer"], company.newcomers()[1]
    day = company.today - timedelta(days=1)
    plan = services.propose_gathering(
        by=nadia,
        to=steps,
        values={
            "title": "Une promenade le long de la Sauline",
            "about": "Jusqu’au pont et retour, à votre pas.",
            "place": company.places["parc-de-la-sauline"],
            "day": day,
            "starts": time(15),
            "minutes": 75,
        },
        at=company.moment(day - timedelta(days=2), 12),
    )
    services.accept_terms(
        gathering=plan, by=newcomer, version=1, at=company.moment(day - timedelta(days=1), 18)
    )
    services.ask_all_well(at=company.moment(day, 18, 30))
    date = plan.occurrences.get()
    services.say_worried(
        occurrence=date,
        resident=newcomer,
        words=WORRY,
        at=company.now - timedelta(minutes=20),
    )


def last_cups(company: Company, gathering: Gathering) -> None:
    """The latest dates of a series: who was there, who was not, who has not come back."""
    odile, serge, nadia = (company.cast[key] for key in ("host", "resident", "welcomer"))
    past = gathering.occurrences.filter(ends_at__lt=company.now - timedelta(hours=1))
    dates = list(past.order_by("-starts_at")[:6])
    others = company.who_like(gathering.interests)[4:10]
    for number, date in enumerate(dates[1:], start=1):
        # Two of them came at the beginning, and no more.
        coming = others[:4] if number < 4 else others[2:]
        _held(date, coming, absent=coming[number % 4], by=odile)
    last = dates[0]
    _held(last, [serge, nadia, *others[:4]], absent=others[3], by=odile)
    for _turn in range(2):
        services.count_walk_in(occurrence_id=last.pk, key=ids.new_id(), by=odile, at=last.ends_at)
    services.follow_up(at=last.ends_at + timedelta(minutes=20))
    _afterwards(company, last, odile, serge, nadia)


def _held(date: Occurrence, coming: list[Resident], *, absent: Resident, by: Resident) -> None:
    """They said that they would come; the sheet says who did."""
    said, over = date.starts_at - timedelta(hours=20), date.ends_at
    for resident in coming:
        services.come(occurrence_id=date.pk, resident=resident, alone=False, at=said)
    for resident in coming:
        if resident != absent:
            seat = date.attendances.get(resident=resident).pk
            services.tick(occurrence_id=date.pk, seat=seat, came=True, by=by, at=over)
    services.close_sheet(occurrence_id=date.pk, by=by, at=over + timedelta(minutes=5))


def _afterwards(
    company: Company, date: Occurrence, odile: Resident, serge: Resident, nadia: Resident
) -> None:
    at = min(company.now, date.ends_at + timedelta(minutes=50))
    found = Attendance.objects.filter(occurrence=date)
    seats = dict(found.values_list("resident_id", "pk"))
    services.thank(
        occurrence_id=date.pk,
        by=serge,
        seat=None,
        words="La théière fait plus de bien que la télévision. Merci, Odile.",
        at=at,
    )
    services.thank(
        occurrence_id=date.pk,
        by=nadia,
        seat=seats[serge.pk],
        words="Vos histoires de disques me sont restées dans la tête toute la soirée.",
        at=at,
    )
    for by, about in ((serge, nadia), (nadia, serge)):
        services.say_again(occurrence_id=date.pk, by=by, seat=seats[about.pk], wants=True, at=at)
    photo = services.add_photo(
        occurrence_id=date.pk,
        by=odile,
        upload=SimpleUploadedFile("theiere.jpg", picture(), "image/jpeg"),
        alt=ALT,
        seats=[seats[serge.pk]],
        nobody=False,
        at=at,
    )
    assert isinstance(photo, Photo)  # noqa: S101  (the service says so)
    services.answer_photo(photo_id=photo.pk, by=serge, says=True, at=at)


def picture() -> bytes:
    """A red teapot and four cups, drawn."""
    drawn = Image.new("RGB", (960, 640), "#dfe8dc")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, 960, 300), fill="#b9d0b4")
    pen.ellipse((620, 40, 900, 320), fill="#f4e6b8")
    pen.rectangle((0, 420, 960, 640), fill="#b98a5e")
    for line in range(460, 640, 44):
        pen.line((0, line, 960, line), fill="#a57a51", width=3)
    pen.ellipse((340, 250, 620, 480), fill="#b23a2e")
    pen.ellipse((440, 222, 520, 268), fill="#8f2c22")
    pen.arc((560, 290, 690, 430), 270, 90, fill="#b23a2e", width=22)
    pen.polygon([(352, 330), (262, 278), (278, 262), (372, 300)], fill="#b23a2e")
    for left in (90, 210, 690, 810):
        pen.rectangle((left, 450, left + 84, 520), fill="#f7f3ea")
        pen.arc((left + 64, 462, left + 112, 508), 270, 90, fill="#f7f3ea", width=9)
    written = BytesIO()
    drawn.save(written, "JPEG", quality=82)
    return written.getvalue()
