"""People that many tests of gatherings speak of."""

import pytest

from parvis.domains.people.models import Resident
from tests.factories.people import a_resident


@pytest.fixture
def ana(db: None) -> Resident:
    return a_resident(name="Ana")


@pytest.fixture
def bilal(db: None) -> Resident:
    return a_resident(name="Bilal")


@pytest.fixture
def host(db: None) -> Resident:
    return a_resident(name="Odile")


@pytest.fixture
def lea(db: None) -> Resident:
    return a_resident(name="Léa")


@pytest.fixture
def noe(db: None) -> Resident:
    return a_resident(name="Noé")


@pytest.fixture
def odile(db: None) -> Resident:
    return a_resident(name="Odile")


@pytest.fixture
def zoe(db: None) -> Resident:
    return a_resident(name="Zoé")
