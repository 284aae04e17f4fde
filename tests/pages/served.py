"""The demo town served by a real server, and every viewer's way in."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import Any

from tests.pages.cast import VISITOR
from tests.pages.catalogue import Row
from tests.support.patience import STUCK
from tests.support.running import Town

#: Who looks at each page in browsers; where none of them may, the first viewer who may.
LOOKERS = (VISITOR, "resident", "coordinator")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


@dataclass(frozen=True)
class Served:
    town: Town
    things: Mapping[str, str]
    sessions: Mapping[str, str]
    cookie: str
    server_error: str

    def cookies(self, viewer: str) -> list[dict[str, Any]]:
        """As the browser wants them."""
        if viewer == VISITOR:
            return []
        return [{"name": self.cookie, "value": self.sessions[viewer], "url": self.town.url}]

    def get(self, address: str, viewer: str = VISITOR, **headers: str) -> Answer:
        """One answer, redirects not followed."""
        if viewer != VISITOR:
            headers["Cookie"] = f"{self.cookie}={self.sessions[viewer]}"
        request = urllib.request.Request(
            self.town.url + address, headers={"Accept-Language": "fr", **headers}
        )
        try:
            with OPENER.open(request, timeout=STUCK) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.headers, refused.read())


def lookers(row: Row) -> list[str]:
    """Who looks at a page in these tests."""
    may = [viewer for viewer, given in row.get.items() if given == 200]
    return [viewer for viewer in LOOKERS if viewer in may] or sorted(may)[:1]


def serve(town: Town) -> Served:
    told = json.loads(town.python("-m", "tests.pages.things"))
    return Served(town, told["things"], told["sessions"], told["cookie"], told["server_error"])
