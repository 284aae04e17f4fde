"""The demo town is stored once, and what each test changes is rolled back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from parvis.domains.welcome.pairing.town import forget_town
from tests.factories.town import a_town


@pytest.fixture(scope="module")
def _settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        a_town()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def town(_settled: None, db: None) -> None:
    """Ormevault, its places, its people and its week."""
    forget_town()
