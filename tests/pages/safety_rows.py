"""Rows of what keeps people safe, and of what follows a date."""

from tests.pages.row import READ, Row, everyone, only

BOTH = ("newcomer", "resident")
AFTER = "→ gatherings:after"

SAFETY = [
    Row("gatherings:tips", get=READ),
    Row(
        "gatherings:share",
        ("next_date",),
        get=only(*BOTH, gives=200),
        post=only(*BOTH, gives=200),
        data={"contact_name": "Mamie", "once": "0190a3f2-7b1e-4c55-9d0e-3f1f4b1c2d78"},
    ),
    Row("gatherings:revoke", ("trusted_link",), post=only("newcomer", gives="→ gatherings:share")),
    Row("gatherings:trusted", ("trusted_token",), get=READ),
    Row(
        "gatherings:trusted",
        ("=unknown",),
        get=everyone(404),
        page=False,
        case="unknown, ended or withdrawn",
    ),
    Row(
        "gatherings:check_in",
        ("past_date",),
        get=only(*BOTH, gives=200),
        post=only(*BOTH, gives="→ gatherings:check_in"),
        data={"answer": "well"},
    ),
    Row(
        "gatherings:worry",
        ("worry",),
        get=only("moderator", gives=200),
        post=only("moderator", gives="→ conversations:thread"),
        data={"act": "write", "body": "Je suis là, si vous voulez en parler."},
    ),
]

AFTERWARDS = [
    Row("gatherings:after", ("past_date",), get=only(*BOTH, gives=200)),
    Row(
        "gatherings:came",
        ("past_date",),
        post=only(*BOTH, gives=AFTER),
        data={"came": "1"},
    ),
    Row("gatherings:thank", ("past_date",), post=only(*BOTH, gives=AFTER)),
    Row(
        "gatherings:again",
        ("past_date",),
        post=only("newcomer", gives=AFTER),
        data={"seat": "$past_seat", "wants": "1"},
    ),
    Row(
        "gatherings:again_write",
        ("past_date", "past_seat"),
        get=only("newcomer", gives=200),
        post=only("newcomer", gives="→ conversations:thread"),
        data={"body": "On se revoit bientôt."},
    ),
    Row(
        "gatherings:next_date",
        ("past_date",),
        post=only(*BOTH, gives="→ gatherings:occurrence"),
        data={"weekly": "1"},
    ),
    Row(
        "gatherings:add_photo",
        ("past_date",),
        get=only(*BOTH, gives=200),
        post=only(*BOTH, gives=422),
    ),
    Row(
        "gatherings:photo_say",
        ("past_date", "photo"),
        post=only("resident", gives=AFTER),
        data={"says": "1"},
    ),
    Row("gatherings:photo_remove", ("past_date", "photo"), post=only(*BOTH, gives=AFTER)),
]
