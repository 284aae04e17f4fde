"""Rows of the town: its pages, its things, and what people do together."""

from tests.pages.cast import VISITOR
from tests.pages.row import HOME, READ, Row, everyone, members, only

WORDS = "Bonjour, je serais heureuse de faire votre connaissance."

PAGES = [
    Row("pages:home", get=READ),
    Row("pages:week", get=members(200)),
    Row("pages:search", get=READ),
    Row("pages:search", query="q=photo", get=READ, case="with results"),
    Row("pages:search", query="q=zzzz", get=READ, case="without results"),
    Row("pages:help", get=READ),
    Row("pages:charter", get=READ),
    Row("pages:privacy", get=READ),
    Row("pages:accessibility", get=READ),
    Row("pages:map", get=READ),
    Row("pages:style", get=READ),
    Row("pages:offline", get=READ),
    Row("pages:manifest", get=READ, page=False),
    Row("pages:service_worker", get=READ, page=False),
    Row("pages:robots", get=READ, page=False),
    Row("pages:health", get=READ, page=False),
    Row(
        "set_language", get=everyone(HOME), post=everyone(HOME), data={"language": "en"}, page=False
    ),
]

WELCOME = [
    Row("welcome:arrive", get=READ, post=everyone(200), data={"message": "J’aime la photo."}),
    Row(
        "welcome:arrive",
        get=READ,
        post=everyone(422),
        data={"message": ""},
        page=False,
        case="nothing written",
    ),
    Row(
        "welcome:understood",
        get=everyone("→ welcome:arrive"),
        post={**members("→ welcome:path"), VISITOR: "→ account_signup"},
        data={"go": "path", "interests": "photography"},
    ),
    Row("welcome:questions", get=READ, post=everyone(200), data={"step": "1", "go": "next"}),
    Row("welcome:plan", get=READ, page=False),
    Row("welcome:path", get=members(200)),
    *[
        Row(
            name,
            ("suggestion",),
            get=only("newcomer", gives="→ welcome:path"),
            post=only("newcomer", gives="→ welcome:path"),
        )
        for name in ("welcome:refuse", "welcome:take_back")
    ],
    Row(
        "welcome:ask",
        ("suggestion",),
        get=only("newcomer", gives=200),
        post=only("newcomer", gives="→ welcome:path"),
        data={"body": WORDS},
    ),
    Row(
        "welcome:ask",
        ("place_suggestion",),
        get=only(gives=404),
        post=only(gives=404),
        case="about a place",
    ),
    Row(
        "welcome:answer",
        ("item",),
        get=only("welcomer", "coordinator", gives=200),
        post=only("welcomer", "coordinator", gives="→ conversations:thread"),
        data={"body": WORDS},
    ),
    Row(
        "welcome:welcoming",
        get=only("welcomer", gives=200),
        post=only("welcomer", gives="→ welcome:welcoming"),
        data={"cap": "3", "proposes": "Un café."},
    ),
]

TERRITORY = [
    Row("territory:places", get=READ),
    Row("territory:place", ("place",), get=READ),
    Row("territory:areas", get=READ),
    Row("territory:area", ("area",), get=READ),
    Row("media:image", ("image", "=320"), get=everyone(404), page=False, case="without its key"),
    Row(
        "media:image",
        ("image", "=320"),
        query="t=$image_token",
        get=READ,
        page=False,
        case="with its key",
    ),
]

ORGANISATIONS = [
    Row("organisations:organisations", get=READ),
    Row("organisations:organisation", ("organisation",), get=READ),
    Row(
        "organisations:edit",
        ("organisation",),
        get=only("host", gives=200),
        post=only("host", gives=422),
    ),
]

HOSTS = ("resident", "welcomer", "host", "official", "coordinator")
GATHERINGS = [
    Row("gatherings:agenda", get=READ),
    Row("gatherings:agenda", query="jour=2026-02-30", get=READ, case="a day that is none"),
    Row("gatherings:create", get=only(*HOSTS, gives=200), post=only(*HOSTS, gives=422)),
    Row("gatherings:mine", get=members(200)),
    Row(
        "gatherings:edit",
        ("gathering",),
        get=only("host", "coordinator", gives=200),
        post=only("host", "coordinator", gives=422),
    ),
    Row(
        "gatherings:cancel",
        ("gathering",),
        get=only("host", "coordinator", gives=200),
        post=only("host", "coordinator", gives="→ gatherings:mine"),
    ),
    Row("gatherings:occurrence", ("occurrence",), get=READ),
    Row(
        "gatherings:come",
        ("occurrence",),
        get=everyone("→ gatherings:occurrence"),
        post=members("→ gatherings:occurrence"),
        data={"alone": "1"},
    ),
    Row(
        "gatherings:leave",
        ("occurrence",),
        get=members("→ gatherings:occurrence"),
        post=members("→ gatherings:occurrence"),
    ),
    Row(
        "gatherings:cancel_occurrence",
        ("occurrence",),
        get=only("host", "coordinator", gives=200),
        post=only("host", "coordinator", gives="→ gatherings:occurrence"),
    ),
]

CIRCLES = [
    Row("circles:circles", get=READ),
    Row("circles:circle", ("circle",), get=READ),
    Row("circles:circle", ("members_circle",), get=everyone(200, visitor=404), case="of members"),
    Row("circles:circle", ("sensitive_circle",), get=everyone(200, visitor=404), case="sensitive"),
    Row(
        "circles:join",
        ("circle",),
        get=members("→ circles:circle"),
        post=members("→ circles:circle"),
    ),
    Row(
        "circles:join",
        ("sensitive_circle",),
        get=members(200),
        post=members(422),
        data={"pseudonym": ""},
        case="sensitive",
    ),
    Row(
        "circles:leave",
        ("circle",),
        get=members("→ circles:circle"),
        post=members("→ circles:circle"),
    ),
]

MUTUAL_AID = [
    Row("mutual_aid:needs", get=READ),
    Row("mutual_aid:need", ("need",), get=READ),
    Row(
        "mutual_aid:offer",
        ("need",),
        get=members(200),
        post=members("→ mutual_aid:need"),
        data={"body": WORDS},
    ),
    Row(
        "mutual_aid:withdraw",
        ("need",),
        get=members("→ mutual_aid:need"),
        post=members("→ mutual_aid:need"),
    ),
    Row(
        "mutual_aid:answer",
        ("offer_item",),
        get=only("host", "coordinator", gives=200),
        post=only("host", "coordinator", gives="→ conversations:thread"),
        data={"body": WORDS},
    ),
]

CONVERSATIONS = [
    Row("conversations:conversations", get=members(200)),
    Row(
        "conversations:write",
        ("person",),
        get=members(200, resident="→ conversations:thread", blocked=404),
        post=members("→ conversations:thread", blocked=404),
        data={"body": WORDS},
    ),
    Row(
        "conversations:thread",
        ("conversation",),
        get=only("resident", gives=200),
        post=only("resident", gives="→ conversations:thread"),
        data={"body": WORDS, "once": "0190a3f2-7b1e-4c55-9d0e-3f1f4b1c2d3e"},
    ),
    Row(
        "conversations:accept", ("request",), post=only("welcomer", gives="→ conversations:thread")
    ),
    Row(
        "conversations:decline",
        ("request",),
        post=only("welcomer", gives="→ conversations:conversations"),
    ),
]

WATCH = [
    Row("watch:waiting", get=members(200)),
    Row(
        "watch:not_this_time",
        ("item",),
        post=only("welcomer", "coordinator", gives="→ watch:waiting"),
    ),
    Row("notifications:notices", get=members(200)),
    Row("notifications:mark_all_read", post=members("→ notifications:notices")),
    Row("notifications:open", ("notice",), get=only("welcomer", gives="→"), page=False),
    Row("desk:desk", get=only("coordinator", gives=200)),
]
