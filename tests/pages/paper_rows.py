"""Rows of paper and of the hall screen: open to whoever passes by, but for one's own week."""

from tests.pages.row import READ, Row, members

PAPER = [
    Row("gatherings:place_programme", ("place",), get=READ),
    Row("gatherings:place_programme", ("place",), query="semaine=2031-W02", get=READ, case="empty"),
    Row("gatherings:place_programme_pdf", ("place",), get=READ, page=False),
    Row("gatherings:place_kiosk", ("place",), get=READ),
    Row("gatherings:area_programme", ("area",), get=READ),
    Row(
        "gatherings:area_programme_pdf",
        ("area",),
        query="format=a3",
        get=READ,
        page=False,
        case="on A3",
    ),
    Row("gatherings:area_kiosk", ("area",), get=READ),
    Row("gatherings:poster", ("occurrence",), get=READ),
    Row("gatherings:poster_pdf", ("occurrence",), get=READ, page=False),
    Row("gatherings:my_week", get=members(200)),
    Row("gatherings:my_week_pdf", get=members(200), page=False),
]
