"""The screen of a hall in a browser: it turns, stops when asked, and survives the network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.looking import WIDE, Looker
from tests.pages.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.once]
TURN, NEWS = 14_500, 10 * 60_000 + 5_000


@pytest.fixture
def screen(browser: Browser, served: Served) -> Iterator[Looker]:
    looker = Looker(browser, served, "visitor", reduced_motion="no-preference")
    looker.page.clock.install()
    assert looker.open("/agenda/quartiers/les-tilleuls/ecran/") == 200
    yield looker
    looker.close()


def shown(looker: Looker) -> list[str]:
    panes = looker.page.locator(".pane").all()
    return [one.inner_text() for one in panes if one.is_visible()]


def test_screen_turns_by_itself_and_comes_back(screen: Looker) -> None:
    panes = screen.page.locator(".pane").count()
    assert panes > 2
    seen = []
    for _ in range(panes + 1):
        assert len(shown(screen)) == 1
        seen += shown(screen)
        screen.page.clock.run_for(TURN)

    assert len(set(seen)) == panes
    assert seen[-1] == seen[0]
    assert screen.said == []


def test_screen_stops_when_asked(screen: Looker) -> None:
    before = shown(screen)
    screen.page.get_by_role("button", name="Arrêter de tourner").click()
    screen.page.clock.run_for(3 * TURN)
    assert shown(screen) == before

    screen.page.get_by_role("button", name="Faire tourner").click()
    screen.page.clock.run_for(TURN)
    assert shown(screen) != before


def test_screen_is_whole_for_who_wants_nothing_to_move(browser: Browser, served: Served) -> None:
    looker = Looker(browser, served, "visitor")
    looker.open("/agenda/quartiers/les-tilleuls/ecran/")

    assert len(shown(looker)) == looker.page.locator(".pane").count()
    expect(looker.page.get_by_role("button", name="Arrêter de tourner")).to_be_hidden()
    looker.close()


def test_every_pane_fits_on_the_screen(screen: Looker) -> None:
    for size in (WIDE, {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}):
        screen.page.set_viewport_size(size)
        for _ in range(screen.page.locator(".pane").count()):
            screen.page.clock.run_for(TURN)
            room, wanted = screen.page.locator(".kiosk-panes").evaluate(
                "node => [node.clientHeight, node.scrollHeight]"
            )
            assert wanted <= room + 1, (size, shown(screen))


def test_screen_keeps_what_it_has_without_network_and_says_so(screen: Looker) -> None:
    page, dates = screen.page, screen.page.locator(".pane-row").count()
    expect(page.locator(".kiosk-offline")).to_be_hidden()
    screen.context.set_offline(True)
    page.clock.run_for(NEWS)

    expect(page.locator(".kiosk-offline")).to_be_visible()
    assert page.locator(".pane-row").count() == dates
    assert len(shown(screen)) == 1

    # It asks as soon as the network is back: no hand, no clock.
    screen.context.set_offline(False)
    expect(page.locator(".kiosk-offline")).to_be_hidden()
    assert page.locator(".pane-row").count() == dates
