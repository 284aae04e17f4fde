"""Two people who met an hour ago and meet again tomorrow: what keeps them safe, what follows."""

from datetime import timedelta
from io import BytesIO
from typing import Any


def safety_things(people: dict[str, Any]) -> dict[str, str]:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image as Pillow

    from parvis.domains.gatherings import services
    from parvis.domains.gatherings.models import TrustedLink
    from parvis.domains.territory.models import Place
    from parvis.kernel import clock, tasks
    from tests.factories.encounters import a_meeting, seat_of

    now = clock.now()
    newcomer, resident = people["newcomer"], people["resident"]
    place = Place.objects.filter(published=True, area__slug="les-tilleuls").order_by("slug")[0]
    given = {"place": place, "title": "Un café à deux"}
    past = a_meeting(
        newcomer, resident, starts_at=now - timedelta(hours=3), came=True, minutes=120, **given
    )
    ahead = a_meeting(newcomer, resident, starts_at=now + timedelta(days=1), **given)
    link, token, _is_new = services.share_plan(
        occurrence=ahead,
        by=newcomer,
        contact_name="Mamie",
        once="0190a3f2-7b1e-4c55-9d0e-3f1f4b1c2d77",
        at=now,
    )
    TrustedLink.objects.filter(pk=link.pk).update(contact_email="mamie@exemple.fr")
    worry = services.say_worried(
        occurrence=past, resident=newcomer, words="Je préfère en parler.", at=now
    )
    for by, other in ((newcomer, resident), (resident, newcomer)):
        seat = seat_of(past, other)
        services.say_again(occurrence_id=past.pk, by=by, seat=seat, wants=True, at=now)
    out = BytesIO()
    Pillow.new("RGB", (320, 200), "seagreen").save(out, "PNG")
    photo = services.add_photo(
        occurrence_id=past.pk,
        by=newcomer,
        upload=SimpleUploadedFile("pre.png", out.getvalue(), "image/png"),
        alt="Deux tasses sur une table, au soleil",
        seats=[seat_of(past, resident)],
        nobody=False,
        at=now,
    )
    tasks.run_due(limit=5000)
    return {
        "past_date": str(past.pk),
        "past_seat": str(seat_of(past, resident)),
        "next_date": str(ahead.pk),
        "trusted_link": str(link.pk),
        "trusted_token": token,
        "worry": str(worry.pk),
        "photo": str(photo.pk),
    }
