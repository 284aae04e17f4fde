"""The request of a page behind ``login_required``, for the type checker."""

from django.http import HttpRequest

from parvis.domains.people.models import Resident
from parvis.domains.people.rules import Held


class SignedIn(HttpRequest):
    user: Resident
    resident_roles: tuple[Held, ...]
