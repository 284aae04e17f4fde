"""The address of somebody's own calendar."""

from typing import Any


def feed_things(people: dict[str, Any]) -> dict[str, str]:
    from parvis.domains.gatherings import selectors, services
    from parvis.kernel import clock

    feed = services.open_feed(resident=people["neighbour"], at=clock.now())
    return {"feed": str(feed.pk), "feed_token": selectors.token_of(feed)}
