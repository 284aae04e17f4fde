"""Rows of those who run a gathering: who is there, who waits for whom, what its dates show."""

from tests.pages.row import Row, members, only

KEY = "0190a3f2-7b1e-4c55-9d0e-3f1f4b1c2d3f"
RUN_IT = ("host", "coordinator")

SHEETS = [
    Row("gatherings:sheet", ("sheet_date",), get=only(*RUN_IT, gives=200)),
    Row("gatherings:sheet", ("occurrence",), get=only(*RUN_IT, gives=200), case="ahead"),
    Row(
        "gatherings:tick",
        ("sheet_date", "sheet_person"),
        get=members("→ gatherings:sheet"),
        post=only(*RUN_IT, gives="→ gatherings:sheet"),
        data={"came": "1"},
    ),
    Row(
        "gatherings:tick",
        ("occurrence", "sheet_person"),
        get=members("→ gatherings:sheet"),
        post=only(gives=404),
        data={"came": "1"},
        case="who is not on it",
    ),
    Row(
        "gatherings:walk_in",
        ("sheet_date",),
        get=members("→ gatherings:sheet"),
        post=only(*RUN_IT, gives="→ gatherings:sheet"),
        data={"key": KEY},
    ),
    *[
        Row(
            name,
            ("sheet_date",),
            get=members("→ gatherings:sheet"),
            post=only(*RUN_IT, gives="→ gatherings:sheet"),
        )
        for name in ("gatherings:close_sheet", "gatherings:reopen_sheet")
    ],
    Row(
        "gatherings:greet",
        ("sheet_date",),
        get=members("→ gatherings:occurrence"),
        post=only(*RUN_IT, gives="→ gatherings:occurrence"),
        data={"offers": "0"},
    ),
    Row("gatherings:insight", ("gathering",), get=only(*RUN_IT, gives=200)),
    Row("gatherings:insight_csv", ("gathering",), get=only(*RUN_IT, gives=200), page=False),
]
