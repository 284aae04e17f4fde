"""Rows of the agendas kept elsewhere: for who coordinates their area, or hosts in their name."""

from tests.pages.row import READ, Row, only
from tests.pages.town_rows import HOSTS

MAY = ("coordinator",)

IMPORTS = [
    Row("gatherings:sources", get=only(*HOSTS, gives=200)),
    Row(
        "gatherings:add_source",
        get=only(*HOSTS, gives=200),
        post=only(*HOSTS, gives=422),
        data={"name": "Agenda"},
    ),
    Row("gatherings:source", ("source",), get=only(*MAY, gives=200)),
    Row(
        "gatherings:preview_source",
        ("source",),
        get=only(*MAY, gives=200),
        post=only(*MAY, gives="→ gatherings:preview_source"),
        data={"action": "choose"},
    ),
    Row(
        "gatherings:edit_source",
        ("source",),
        get=only(*MAY, gives=200),
        post=only(*MAY, gives=422),
        data={"name": ""},
    ),
    *[
        Row(
            name,
            ("source",),
            get=only(*MAY, gives="→ gatherings:source"),
            post=only(*MAY, gives="→ gatherings:source"),
            page=False,
        )
        for name in ("gatherings:run_source", "gatherings:pause_source")
    ],
    Row(
        "gatherings:delete_source",
        ("source",),
        get=only(*MAY, gives=200),
        post=only(*MAY, gives="→ gatherings:sources"),
        data={"keep": "1"},
    ),
    Row(
        "gatherings:show_imported",
        ("source", "hidden_row"),
        get=only(*MAY, gives="→ gatherings:source"),
        post=only(*MAY, gives="→ gatherings:source"),
        page=False,
    ),
    Row(
        "gatherings:hide_imported",
        ("imported",),
        get=only(*MAY, gives=200),
        post=only(*MAY, gives="→ gatherings:agenda"),
    ),
    Row("gatherings:occurrence", ("imported_date",), get=READ, case="from elsewhere"),
]
