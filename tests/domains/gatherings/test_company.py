"""Who comes: first names, only to those who may read them, and never past a block."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from tests.factories.gatherings import NOW, TUESDAY, a_gathering, an_occurrence, comes
from tests.factories.organisations import a_member, an_organisation
from tests.factories.people import a_block, a_resident, a_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> dict[str, Resident]:
    names = ("Odile", "Nadia", "Léa", "Noé", "Serge")
    return {name: a_resident(name=name) for name in names}


@pytest.fixture
def occurrence(cast: dict[str, Resident]) -> Occurrence:
    """Odile and Nadia animate, Nadia greets, Léa comes alone, Noé with others."""
    organisation = an_organisation(hosts=(cast["Odile"], cast["Nadia"]))
    found = an_occurrence(host=cast["Odile"], organisation=organisation, greeter=cast["Nadia"])
    comes(cast["Léa"], found, alone=True)
    comes(cast["Noé"], found)
    found.refresh_from_db()
    return found


def names(viewer: object, occurrence: Occurrence) -> list[str] | None:
    company = selectors.company_of(viewer, occurrence)
    return None if company is None else [name for name, _alone in company.names]


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("Odile", True),
        ("Nadia", True),
        ("Léa", True),
        ("Noé", True),
        ("Serge", False),
        ("member", False),
        ("coordinator", True),
        ("moderator", False),
        ("visitor", False),
        ("somebody who left", False),
    ],
)
def test_who_reads_who_comes(
    cast: dict[str, Resident], occurrence: Occurrence, who: str, reads: bool
) -> None:
    viewer = cast.get(who) or a_resident()
    match who:
        case "member":
            a_member(occurrence.gathering.organisation, viewer)
        case "coordinator":
            a_role(viewer, Role.COORDINATOR, occurrence.gathering.place.area)
        case "moderator":
            a_role(viewer, Role.MODERATOR)
        case "visitor":
            viewer = AnonymousUser()
        case "somebody who left":
            comes(viewer, occurrence)
            services.leave(occurrence_id=occurrence.pk, resident=viewer, at=NOW)
            occurrence.refresh_from_db()

    assert names(viewer, occurrence) == (["Léa", "Noé"] if reads else None)


@pytest.mark.parametrize("viewer", ["Odile", "Nadia", "Noé"])
@pytest.mark.parametrize("made_by", ["the viewer", "the one who comes"])
def test_block_hides_the_name_both_ways_and_keeps_the_count(
    cast: dict[str, Resident], occurrence: Occurrence, viewer: str, made_by: str
) -> None:
    pair = (cast[viewer], cast["Léa"])
    a_block(*(pair if made_by == "the viewer" else pair[::-1]))

    company = selectors.company_of(cast[viewer], occurrence)

    assert company is not None
    assert company.names == (("Noé", False),)
    assert company.others == 1
    assert company.alone == ()
    hosted = selectors.hosted(cast["Nadia"], NOW)[0].company
    if viewer == "Nadia":
        assert hosted.names == (("Noé", False),)
    else:
        assert hosted.alone == ("Léa",)


@pytest.mark.parametrize("made_by", ["the greeter", "the one who comes"])
def test_block_with_the_greeter_hides_their_name(
    cast: dict[str, Resident], occurrence: Occurrence, made_by: str
) -> None:
    gathering = occurrence.gathering
    assert selectors.greeter_of(cast["Léa"], gathering) == "Nadia"
    pair = (cast["Nadia"], cast["Léa"])
    a_block(*(pair if made_by == "the greeter" else pair[::-1]))

    assert selectors.greeter_of(cast["Léa"], gathering) == ""
    assert selectors.greeter_of(cast["Noé"], gathering) == "Nadia"
    assert selectors.greeter_of(AnonymousUser(), gathering) == ""


@pytest.mark.parametrize("other", ["Noé", "Nadia"])
def test_who_blocked_is_warned_privately_and_the_other_is_not(
    cast: dict[str, Resident], occurrence: Occurrence, other: str
) -> None:
    serge = cast["Serge"]
    assert not selectors.meets_somebody_blocked(serge, occurrence)

    a_block(serge, cast[other])

    assert selectors.meets_somebody_blocked(serge, occurrence)
    assert not selectors.meets_somebody_blocked(cast[other], occurrence)
    assert not selectors.meets_somebody_blocked(AnonymousUser(), occurrence)


def test_who_publishes_for_the_town_is_named_to_those_who_may_see_them() -> None:
    marie, lea = a_resident(name="Marie"), a_resident()
    gathering = a_gathering()
    gathering.organisation, gathering.host = None, marie
    gathering.save()
    assert selectors.host_name_of(lea, gathering) == "Marie"
    assert selectors.host_name_of(AnonymousUser(), gathering) == ""

    a_block(marie, lea)

    assert selectors.host_name_of(lea, gathering) == ""


def test_mine_are_those_i_run_or_greet_at() -> None:
    odile, nadia = a_resident(), a_resident()
    organisation = an_organisation(hosts=(odile, nadia))
    a_gathering(title="Ensemble", host=odile, organisation=organisation, greeter=nadia)
    a_gathering(title="Ailleurs")
    a_gathering(title="Brouillon", host=odile, organisation=organisation, publish=False)

    def mine(resident: Resident) -> list[tuple[str, bool]]:
        found = selectors.hosted(resident, NOW)
        return [(each.occurrence.gathering.title, each.may_change) for each in found]

    assert mine(odile) == [("Ensemble", True)]
    assert [each.title for each in selectors.drafts_of(odile)] == ["Brouillon"]
    organisation.memberships.filter(resident=nadia).delete()
    assert mine(nadia) == [("Ensemble", False)]
    assert selectors.drafts_of(nadia) == []


def test_mine_are_the_fortnight_then_what_somebody_comes_to() -> None:
    odile = a_resident()
    gathering = a_gathering(host=odile, rrule="FREQ=WEEKLY")
    far = a_gathering(host=odile, day=TUESDAY + timedelta(days=60), rrule="FREQ=WEEKLY")
    weeks = list(gathering.occurrences.order_by("starts_at"))
    comes(a_resident(), weeks[5])

    found = [each.occurrence for each in selectors.hosted(odile, NOW)]

    assert found == [weeks[0], weeks[1], weeks[5], far.occurrences.get()]


def test_greeters_to_choose_from_are_visible_hosts() -> None:
    odile, nadia, hidden = a_resident(), a_resident(), a_resident()
    organisation = an_organisation(hosts=(odile, nadia, hidden))
    a_block(hidden, odile)

    found = selectors.possible_greeters(odile, [organisation])

    assert [each for each, _of in found] == [odile, nadia]
