"""Rows of the feeds: what other programs and other sites read, and one's own calendar."""

from tests.pages.row import READ, Row, members

FEEDS = [
    Row("feeds:agenda_ics", get=READ, page=False),
    Row("feeds:agenda_ics", query="gratuit=1&quartier=tilleuls", get=READ, page=False, case="some"),
    Row("feeds:agenda_atom", get=READ, page=False),
    Row("feeds:gathering_ics", ("gathering",), get=READ, page=False),
    Row("feeds:occurrence_ics", ("occurrence",), get=READ, page=False),
    Row("feeds:embed_guide", get=READ),
    # Looked at in a page of another site: by the tests of feeds.
    Row("feeds:embed", get=READ, page=False),
    Row("feeds:embed_fragment", get=READ, page=False),
    Row("feeds:my_calendar", get=members(200), post=members("→ feeds:my_calendar")),
    Row("feeds:revoke_calendar", post=members("→ feeds:my_calendar"), page=False),
    Row("feeds:personal_ics", ("feed", "feed_token"), get=READ, page=False),
]
