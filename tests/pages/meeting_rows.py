"""Rows of gatherings by invitation: proposed by the newcomer to the resident."""

from tests.pages.row import Row, members, only

BOTH = ("newcomer", "resident")
PLAN = "→ gatherings:plan"

MEETINGS = [
    Row("gatherings:plans", get=members(200)),
    Row(
        "gatherings:propose",
        ("conversation",),
        get=only("resident", gives=200),
        post=only("resident", gives=422),
    ),
    Row(
        "gatherings:propose_to_circle",
        ("own_circle",),
        get=only("newcomer", gives=200),
        post=only("newcomer", gives=422),
    ),
    Row("gatherings:plan", ("plan",), get=only(*BOTH, gives="→ gatherings:occurrence")),
    Row(
        "gatherings:occurrence",
        ("plan_date",),
        get=only(*BOTH, gives=200, visitor=404),
        case="by invitation",
    ),
    Row(
        "gatherings:accept_terms",
        ("plan",),
        get=only(*BOTH, gives=PLAN),
        post=only(*BOTH, gives=PLAN),
        data={"version": "1"},
    ),
    Row(
        "gatherings:decline_terms",
        ("plan",),
        get=only(*BOTH, gives=PLAN),
        post={**only(*BOTH, gives=PLAN), "resident": "→ gatherings:plans"},
    ),
    Row(
        "gatherings:change_terms",
        ("plan",),
        get=only("newcomer", gives=200),
        post=only("newcomer", gives=422),
    ),
    Row(
        "gatherings:cancel_plan",
        ("plan",),
        get=only("newcomer", gives=200),
        post=only("newcomer", gives=PLAN),
    ),
    Row(
        "gatherings:counter",
        ("plan",),
        get=only(*BOTH, gives=200),
        post=only(*BOTH, gives=422),
    ),
    Row(
        "gatherings:take_counter",
        ("plan", "idea"),
        get=only(*BOTH, gives=PLAN),
        post=only(*BOTH, gives=PLAN),
    ),
    Row(
        "gatherings:drop_counter",
        ("plan", "idea"),
        get=only(*BOTH, gives=PLAN),
        post=only(*BOTH, gives=PLAN),
    ),
]
