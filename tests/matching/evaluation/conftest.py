"""A small city, made once."""

import pytest

from parvis.matching.evaluation.generate import City, generate
from parvis.matching.evaluation.town import Town

SMALL = City(members=180, groups=60, weeks=20)


@pytest.fixture(scope="session")
def city() -> Town:
    return generate(SMALL, seed=3)
