"""The demo town, stored once; what each test changes is rolled back."""

from tests.domains.welcome.conftest import _settled, town

__all__ = ["_settled", "town"]
