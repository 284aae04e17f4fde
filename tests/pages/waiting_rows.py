"""Rows of the waiting list: the newcomer is offered a seat, the resident and the welcomer wait."""

from tests.pages.row import READ, Row, everyone, members

TO_DATE = "→ gatherings:occurrence"
TO_OFFER = "→ gatherings:offer"
FULL = ("full_occurrence",)

WAITING = [
    Row("gatherings:occurrence", FULL, get=READ, case="full"),
    Row("gatherings:offer", FULL, get={**members(TO_DATE), "newcomer": 200}),
    *[
        Row(name, FULL, get=members(TO_OFFER), post=members(TO_DATE))
        for name in ("gatherings:accept", "gatherings:decline")
    ],
    Row(
        "gatherings:come",
        FULL,
        get=everyone(TO_DATE),
        post=members(TO_DATE),
        case="to wait",
    ),
    Row(
        "gatherings:come",
        FULL,
        get=everyone(TO_DATE),
        post=members(TO_DATE),
        data={"series": "1"},
        case="all dates",
    ),
    Row(
        "gatherings:leave",
        FULL,
        get=members(TO_DATE),
        post=members(TO_DATE),
        data={"series": "1"},
        case="all dates",
    ),
]
