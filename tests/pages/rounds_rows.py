"""Rows of the tables: one's name, one's place, one's table, and the week of who coordinates."""

from tests.pages.row import Expected, Row, members, only

COORDINATES = ("coordinator",)
LIST = "→ rounds:tables"


def coordination(gives: int | str) -> Expected:
    return only(*COORDINATES, gives=gives)


ROUNDS = [
    Row("rounds:tables", get=members(200)),
    Row(
        "rounds:name",
        get=members(200),
        # Who is asked about a table, or sits at one, is told so beside the form.
        post=members(LIST, newcomer=422, moderator=422, welcomer=422),
        data={"free": "tue-evening", "size_max": "5", "minutes_max": "20"},
    ),
    Row("rounds:name", get=members(200), post=members(422), case="nothing chosen"),
    Row("rounds:withdraw", get=members(LIST), post=members(LIST)),
    Row("rounds:restore", get=members(LIST), post=members(LIST)),
    Row("rounds:widen", get=members(LIST), post=members(LIST), data={"what": "minutes"}),
    Row("rounds:seat", ("seat",), get=only("newcomer", gives=200)),
    Row(
        "rounds:come",
        ("seat",),
        get=only("newcomer", gives="→ rounds:seat"),
        post=only("newcomer", gives="→ rounds:seat"),
    ),
    Row(
        "rounds:pass",
        ("seat",),
        get=only("newcomer", gives="→ rounds:seat"),
        post=only("newcomer", gives=LIST),
    ),
    Row("rounds:table", ("table",), get=only("moderator", gives=200)),
    Row("rounds:guide", ("table",), get=only("moderator", gives=200)),
    Row(
        "rounds:further",
        ("table_seat",),
        get=only("moderator", gives="→ rounds:table"),
        post=only("moderator", gives="→ rounds:table"),
        data={"further": "continue"},
    ),
    Row(
        "rounds:leave",
        ("table_seat",),
        get=only("moderator", gives=200),
        post=only("moderator", gives=LIST),
    ),
    Row("rounds:desk", get=coordination(200)),
    Row("rounds:sessions", get=coordination(200)),
    Row("rounds:open_session", get=coordination(200), post=coordination(422)),
    Row("rounds:edit_session", ("table_session",), get=coordination(200), post=coordination(422)),
    *[
        Row(
            f"rounds:{what}_session",
            ("table_session",),
            get=coordination("→ rounds:sessions"),
            post=coordination("→ rounds:sessions"),
        )
        for what in ("close", "reopen")
    ],
    Row("rounds:round", ("week",), get=coordination(200), case="to read over"),
    Row("rounds:round", ("published_week",), get=coordination(200), case="published"),
    Row("rounds:round", ("list",), get=coordination(200), case="open"),
    Row(
        "rounds:close_list",
        ("list",),
        get=coordination(200),
        post=coordination("→ rounds:round"),
    ),
    *[
        Row(f"rounds:{what}", ("week",), get=coordination(200), post=coordination("→ rounds:round"))
        for what in ("prepare", "skip", "publish")
    ],
    Row(
        "rounds:publish",
        ("published_week",),
        get=coordination("→ rounds:round"),
        post=coordination("→ rounds:round"),
        case="again",
    ),
    Row(
        "rounds:move",
        ("week", "mover"),
        get=coordination(200),
        post=coordination("→ rounds:round"),
        data={"table": "none", "version": "7"},
    ),
    Row(
        "rounds:move",
        ("week", "newcomer_id"),
        get=coordination(404),
        post=coordination(404),
        data={"table": "none", "version": "7"},
        case="nobody of this week",
    ),
    Row(
        "rounds:undo_move",
        ("week",),
        get=coordination("→ rounds:round"),
        post=coordination("→ rounds:round"),
        data={"version": "7"},
    ),
]
