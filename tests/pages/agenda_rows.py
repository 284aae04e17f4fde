"""Rows of the agenda: each way of laying it out, and what one keeps of it."""

from tests.pages.row import READ, Row, everyone, members, only

AGENDA = [
    *(
        Row("gatherings:agenda", query=query, get=READ, case=case)
        for case, query in {
            "today": "vue=jour",
            "month": "vue=mois",
            "list": "vue=liste",
            "map": "vue=plan",
            "nothing found": "vue=semaine&q=zzzz&gratuit=1",
            "filtered": "vue=semaine&date=$monday&interet=social-life&quartier=les-tilleuls"
            "&voisins=1&seul=1&places=1&jours=mar&jours=mer&jours=jeu&age=40",
            "month of nothing": "vue=mois&date=2027-11-01&q=zzzz",
        }.items()
    ),
    Row(
        "gatherings:near_me",
        post=everyone("→ gatherings:agenda"),
        data={"latitude": "46.01", "longitude": "3.01", "query": "vue=plan"},
    ),
    Row(
        "gatherings:saved",
        get=members(200),
        post=members("→ gatherings:saved"),
        data={"name": "Le dimanche", "query": "jours=dim"},
    ),
    Row(
        "gatherings:saved",
        get=members(200),
        post=members(422),
        data={"name": "", "query": "jours=dim"},
        page=False,
        case="without a name",
    ),
    Row(
        "gatherings:rename_saved",
        ("saved",),
        post=only("resident", gives="→ gatherings:saved"),
        data={"name": "Le dimanche"},
    ),
    Row("gatherings:drop_saved", ("saved",), post=members("→ gatherings:saved")),
    Row("territory:shapes", get=READ, page=False),
]
