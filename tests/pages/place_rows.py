"""Rows of the pages of those who look after places."""

from tests.pages.row import NEVER, Row, only

#: Serge hosts an association that lives there too.
TENDING = ("host", "resident", "coordinator")

PLACES = [
    Row(
        "organisations:place_edit",
        ("home",),
        get=only(*TENDING, gives=200),
        post=only(*TENDING, gives=422),
        data={"kind": "library", "area": "$home_area"},
    ),
    Row(
        "organisations:place_add",
        get=only("coordinator", gives=200),
        post=only("coordinator", gives=422),
        data={"kind": "library", "area": "$home_area"},
    ),
    Row(
        "organisations:place_photos",
        ("home",),
        get=only(*TENDING, gives=200),
        post=only(*TENDING, gives=422),
        data={"alt": "Une porte"},
    ),
    Row(
        "organisations:place_photo_remove",
        ("home", "home_photo"),
        get=NEVER,
        post=only(*TENDING, gives="→ organisations:place_photos"),
        page=False,
    ),
]
