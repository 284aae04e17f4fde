"""Rows of accounts: coming in, what one tells, what one proves; and the doors of the demo."""

from tests.pages.cast import STAFF, VISITOR
from tests.pages.row import CODES, HOME, LOGIN, PROVE, READ, Row, everyone, members, only

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
