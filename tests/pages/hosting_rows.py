"""Rows of those who animate: the dates of what they run, one by one, and with whom they run it."""

from tests.pages.row import Row, only
from tests.pages.town_rows import HOSTS

RUN = ("host", "coordinator")

HOSTING = [
    Row("gatherings:duplicate", ("gathering",), get=only(*RUN, gives=200)),
    Row("gatherings:dates", ("gathering",), get=only(*RUN, gives=200)),
    Row(
        "gatherings:create",
        get=only(*HOSTS, gives=200),
        post=only(*HOSTS, gives=422),
        data={"action": "preview"},
        page=False,
        case="its dates first",
    ),
    Row(
        "gatherings:add_date",
        ("gathering",),
        get=only(*RUN, gives=200),
        post=only(*RUN, gives=422),
    ),
    Row(
        "gatherings:change_date",
        ("occurrence",),
        get=only(*RUN, gives=200),
        post=only(*RUN, gives=422),
    ),
    Row("gatherings:restore_date", ("off_date",), post=only(*RUN, gives="→ gatherings:dates")),
    Row(
        "gatherings:cohosts",
        ("gathering",),
        get=only(*RUN, gives=200),
        post=only(*RUN, gives=422),
    ),
    Row(
        "gatherings:cohost",
        ("cohost",),
        get=only(*RUN, gives=200),
        post=only(*RUN, gives="→ gatherings:mine"),
        data={"answer": "yes"},
    ),
]
