import pytest

from parvis.domains.territory.models import Area

from .builders import make_town


@pytest.fixture
def town(db: None) -> dict[str, Area]:
    return make_town()
