"""Every address of the site, and what each viewer gets there (trust.md SEC-4 and TS-5).

One list, which the matrix, the browsers and the validator walk. An address without a row fails, a
row without an address too. A row is read like this::

    Row("circles:join", ("circle",), get=members("→ circles:circle"), post=…)

An outcome is a status, ``LOGIN`` (sent to enter), ``→ name`` (sent to that page).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Final

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from tests.pages.cast import BLOCKED, MEMBERS, STAFF, VIEWERS, VISITOR

Outcome = int | str
Expected = Mapping[str, Outcome]

LOGIN: Final = "login"
#: With those of a demo.
ADDRESSES: Final = "tests.pages.urls"
#: Sent to prove who they are, who has not lately.
PROVE: Final = "→ account_reauthenticate"
HOME: Final = "→ pages:home"
CODES: Final = "→ mfa_view_recovery_codes"


def everyone(outcome: Outcome, **but: Outcome) -> Expected:
    return {**dict.fromkeys(VIEWERS, outcome), **but}


def members(outcome: Outcome, **but: Outcome) -> Expected:
    """Everybody with an account; a visitor is asked to enter."""
    return {**dict.fromkeys(MEMBERS, outcome), VISITOR: LOGIN, **but}


def only(*who: str, gives: Outcome, others: Outcome = 404, visitor: Outcome = LOGIN) -> Expected:
    """For the others the page does not exist."""
    return {**dict.fromkeys(MEMBERS, others), VISITOR: visitor, **dict.fromkeys(who, gives)}


#: No such method here: 405, or the door before it.
NEVER: Final[Expected] = {}


@dataclass(frozen=True)
class Row:
    """One address. ``things`` name some of :mod:`tests.pages.things`; a value follows ``=``."""

    name: str
    things: tuple[str, ...] = ()
    get: Expected = field(default_factory=dict)
    post: Expected = field(default_factory=dict)
    #: What is posted; a value that begins with ``$`` is a thing.
    data: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    #: Asked to prove who they are; the outcomes are those after the proof.
    proof: bool = False
    #: A page, seen by browsers and the validator; else a file or a step that leads elsewhere.
    page: bool = True
    #: Tells two rows of one address apart.
    case: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} {self.case}".strip()

    def address(self, things: Mapping[str, str]) -> str:
        args = [one[1:] if one.startswith("=") else things[one] for one in self.things]
        query = Template(self.query).substitute(things)
        return reverse(self.name, ADDRESSES, args) + (f"?{query}" if query else "")

    def posted(self, things: Mapping[str, str]) -> dict[str, str]:
        return {
            name: things[value[1:]] if value.startswith("$") else value
            for name, value in self.data.items()
        }


READ = everyone(200)
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

SECTIONS = (
    "nom",
    "presentation",
    "quartier",
    "langues",
    "interets",
    "moments",
    "envies",
    "aide",
    "acces",
    "vie",
    "age",
)
PEOPLE = [
    Row("people:account", get=members(200)),
    Row("people:profile", get=members(200)),
    Row("people:photo", get=members(200), post=members(422)),
    *[
        Row(
            "people:section",
            (f"={slug}",),
            get=members(200),
            post=members("→ people:profile"),
            data={"name": "Camille"},
            case=slug,
        )
        for slug in SECTIONS
    ],
    Row(
        "people:section",
        ("=nom",),
        get=members(200),
        post=members(422),
        data={"name": ""},
        page=False,
        case="without a name",
    ),
    Row("people:section", ("=rien",), get=members(404), post=members(404), case="that is none"),
    Row("people:mails", get=members(200), post=members("→ people:account"), data={"reads": "fr"}),
    Row("people:agreements", get=members(200)),
    Row("people:agree", get=members(200), post=members(422)),
    Row("people:data", get=members(200)),
    Row("people:export", get=members(200), post=members(200), proof=True),
    Row("people:erasure", get=members(200), post=members("→ people:data"), proof=True),
    Row("people:cancel_erasure", post=members("→ people:data")),
    Row("people:send_code", post=members(PROVE)),
    Row("people:set_up", get=members(200)),
    Row("people:blocked", get=members(200)),
    Row("people:person", ("person",), get=members(200, blocked=404)),
    Row(
        "people:block",
        ("person",),
        get=members(200, blocked=404),
        post=members("→ people:blocked", blocked=404),
    ),
    Row("people:unblock", ("person",), post=members("→ people:blocked")),
    Row(
        "people:distance",
        ("person",),
        get=members(200, blocked=404),
        post=members("→ people:person", blocked=404),
    ),
]

#: Somebody who is in has no business at the way in.
ALREADY_IN = {**members(HOME), VISITOR: 200}
#: What a step gives to who has not made the one before.
STEP_BACK = everyone(LOGIN)
#: How each proves who they are: by code, by the key of the host, by the application of staff.
PROOFS = members(
    200,
    host="→ mfa_reauthenticate_webauthn",
    **dict.fromkeys(STAFF, "→ mfa_reauthenticate"),
)
BY_CODE = members(
    "→ account_reauthenticate",
    host="→ mfa_reauthenticate_webauthn",
    **dict.fromkeys(STAFF, "→ mfa_reauthenticate"),
)
WRONG_CODE = {"code": "000000"}
ACCOUNTS = [
    Row(
        "account_login",
        get=ALREADY_IN,
        post={**members(HOME), VISITOR: "→ account_confirm_login_code"},
        data={"login": "personne@example.org"},
    ),
    Row("account_request_login_code", get=STEP_BACK, post=STEP_BACK, page=False),
    Row(
        "account_confirm_login_code",
        get={**members(HOME), VISITOR: "→ account_request_login_code"},
        post={**members(HOME), VISITOR: "→ account_request_login_code"},
        data=WRONG_CODE,
    ),
    Row("account_signup", get=ALREADY_IN, post={**members(HOME), VISITOR: 422}),
    Row(
        "account_email_verification_sent",
        get=members("→ account_email"),
        post=members("→ account_email"),
        data=WRONG_CODE,
    ),
    Row("account_logout", get={**members(200), VISITOR: HOME}, post=everyone(HOME)),
    Row("account_inactive", get=READ),
    Row("account_reauthenticate", get=PROOFS, post=BY_CODE, data=WRONG_CODE),
    Row("account_email", get=members(200), post=members("→ account_email"), proof=True),
    Row(
        "account_change_password",
        get=members("→ account_set_password", moderator=200),
        post=members("→ account_set_password", moderator=422),
        proof=True,
    ),
    Row(
        "account_set_password",
        get=members(200, moderator="→ account_change_password"),
        post=members(422, moderator="→ account_change_password"),
        proof=True,
    ),
    Row("account_reset_password", get=READ, post=everyone(422)),
    Row("account_confirm_password_reset_code", get=STEP_BACK, post=STEP_BACK, data=WRONG_CODE),
    Row(
        "account_complete_password_reset",
        get=everyone("→ account_reset_password"),
        post=everyone("→ account_reset_password"),
    ),
    Row("account_password_reset_completed", get=READ),
    Row("usersessions_list", get=members(200), post=members("→ usersessions_list")),
    Row("mfa_index", get=members(200)),
    Row("mfa_authenticate", get=members(HOME), post=members(HOME), data=WRONG_CODE),
    Row(
        "mfa_reauthenticate",
        get={**BY_CODE, **dict.fromkeys(STAFF, 200)},
        post={**BY_CODE, **dict.fromkeys(STAFF, 422)},
        data=WRONG_CODE,
    ),
    Row(
        "mfa_activate_totp",
        get=members(200, **dict.fromkeys(STAFF, "→ mfa_deactivate_totp")),
        post=members(422, **dict.fromkeys(STAFF, "→ mfa_deactivate_totp")),
        data=WRONG_CODE,
        proof=True,
    ),
    Row(
        "mfa_deactivate_totp",
        get=only(*STAFF, gives=200),
        # A duty that sees more than a neighbour does keeps its second proof.
        post=only(*STAFF, gives=422),
        proof=True,
    ),
    Row("mfa_view_recovery_codes", get=only("moderator", gives=200), proof=True),
    Row(
        "mfa_generate_recovery_codes",
        get=members(200),
        post=members(422, host=CODES, **dict.fromkeys(STAFF, CODES)),
        proof=True,
    ),
    Row("mfa_download_recovery_codes", get=only("moderator", gives=200), proof=True, page=False),
    Row("mfa_list_webauthn", get=members(200)),
    Row("mfa_add_webauthn", get=members(200), post=members(422), proof=True),
    Row(
        "mfa_reauthenticate_webauthn",
        get={**BY_CODE, "host": 200},
        post=BY_CODE,
    ),
    Row("mfa_login_webauthn", get={**members(HOME), VISITOR: LOGIN}, post=members(HOME)),
    Row(
        "mfa_edit_webauthn",
        ("passkey",),
        get=only("host", gives=200),
        post=only("host", gives=422),
        proof=True,
    ),
    Row(
        "mfa_remove_webauthn",
        ("passkey",),
        get=only("host", gives=200),
        post=only("host", gives="→ mfa_list_webauthn"),
        proof=True,
    ),
]

DEMO = [
    Row("demo:entries", get=READ),
    Row("demo:enter", post=everyone(HOME), data={"email": "serge@demo.parvis.example"}),
    Row("demo:enter", post=everyone(404), data={"email": "x@example.org"}, case="as nobody"),
    Row("demo:mailbox", get=READ),
]

ROWS: Final = [
    *PAGES,
    *WELCOME,
    *TERRITORY,
    *ORGANISATIONS,
    *GATHERINGS,
    *CIRCLES,
    *MUTUAL_AID,
    *CONVERSATIONS,
    *WATCH,
    *PEOPLE,
    *ACCOUNTS,
    *DEMO,
]


def names_of_the_site() -> set[str]:
    """Every name that the root of the addresses knows, with its namespaces."""
    return set(_names(get_resolver(ADDRESSES).url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inside = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from _names(one.url_patterns, inside)
        else:
            assert one.name, f"an address without a name: {one.pattern}"
            yield prefix + one.name


def pages() -> list[Row]:
    """Rows that a browser opens: pages that somebody reads."""
    return [row for row in ROWS if row.page and 200 in row.get.values()]


__all__ = ["BLOCKED", "LOGIN", "PROVE", "ROWS", "Row", "names_of_the_site", "pages"]
