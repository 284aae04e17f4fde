"""A place that the host's own organisation lives in, and a photo of it."""

from io import BytesIO
from typing import Any


def place_things(people: dict[str, Any]) -> dict[str, str]:
    from django.core.files.base import ContentFile
    from PIL import Image as Picture

    from parvis.domains.media import services as media
    from parvis.domains.organisations import selectors as organisations
    from parvis.domains.territory import services
    from parvis.kernel import clock

    home = organisations.hosted_by(people["host"]).exclude(place=None).first().place
    drawn = BytesIO()
    Picture.new("RGB", (800, 500), "#8a5a44").save(drawn, "JPEG")
    upload = ContentFile(drawn.getvalue(), name="lieu.jpg")
    image = media.store_image(upload=upload, owner_id=None, public=True, at=clock.now())
    photo = services.add_photo(
        place=home, image_id=image.pk, alt="La rampe", shows="step-free", at=clock.now()
    )
    return {"home": home.slug, "home_area": str(home.area_id), "home_photo": str(photo.pk)}
