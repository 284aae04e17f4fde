"""What stands at the door of every page: may this account go on as it is?"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from parvis.domains.people import rules, selectors, services
from parvis.domains.people.models import Resident
from parvis.domains.people.views.adapter import SIGNED_IN_AT
from parvis.domains.people.vocabulary import STAFF_SESSION_HOURS
from parvis.kernel import clock

#: Pictures and the parts of the page that the browser fetches by itself.
UNWATCHED_SPACES = frozenset({"media"})
UNWATCHED = frozenset({"set_language", "account_logout", "account_inactive"})
#: Pages to read, open whatever is waited for.
READING = frozenset(
    f"pages:{name}"
    for name in ("charter", "privacy", "help", "accessibility", "offline", "manifest", "map")
) | {"pages:service_worker", "pages:health", "pages:robots"}
PROVING = frozenset({"account_reauthenticate", "people:set_up", "people:send_code"})
OWN_DATA = frozenset({"people:data", "people:export", "people:erasure", "people:cancel_erasure"})
AGREEING = frozenset({"people:agree", "people:agreements"})

DEMO_SECOND_FACTOR = "demo_second_factor"


class Standing:
    """One query a page: the duties, the agreements and the second factor of who is signed in.

    ``request.resident_roles`` holds the duties for whatever comes after.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.resident_roles = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: rules.held_roles(request.user)
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if match is None or UNWATCHED_SPACES & set(match.namespaces) or name in UNWATCHED | READING:
            return None
        resident = request.user
        if not isinstance(resident, Resident):
            _forget_dead_session(request)
            return None
        return _where_instead(request, resident, name)


def _where_instead(request: HttpRequest, resident: Resident, name: str) -> HttpResponse | None:
    """Where an account that may not go on as it is must go first."""
    standing = selectors.standing_of(resident)
    if standing.is_staff and _is_old(request):
        logout(request)
        messages.info(
            request, _("Par prudence, votre rôle demande d’entrer de nouveau après huit heures.")
        )
        return _go(request, "account_login", back=True)
    if standing.is_staff and not standing.has_second_factor and not _is_demo(request):
        setting_up = name.startswith("mfa_") or name in PROVING
        return None if setting_up else _go(request, "people:set_up")
    if resident.erasure_asked_at is not None:
        leaving = name in OWN_DATA | PROVING or name.startswith("mfa_")
        return None if leaving else _go(request, "people:data")
    if not standing.has_agreed and name not in OWN_DATA | AGREEING | PROVING:
        return _go(request, "people:agree", back=True)
    services.note_seen(resident=resident, on=clock.today(settings.TIME_ZONE))
    return None


def _forget_dead_session(request: HttpRequest) -> None:
    """The account behind this session was closed or erased: nothing of it stays in the browser."""
    if SESSION_KEY in request.session:
        logout(request)


def _is_old(request: HttpRequest) -> bool:
    now = clock.now().timestamp()
    since = request.session.get(SIGNED_IN_AT)
    if since is None:
        request.session[SIGNED_IN_AT] = since = now
    return bool(now - since > STAFF_SESSION_HOURS * 3_600)


def _is_demo(request: HttpRequest) -> bool:
    return settings.PARVIS.is_demo and bool(request.session.get(DEMO_SECOND_FACTOR))


def _go(request: HttpRequest, name: str, *, back: bool = False) -> HttpResponse:
    address = reverse(name)
    if back and request.method == "GET" and not getattr(request, "htmx", False):
        address += "?" + urlencode({"next": request.get_full_path()})
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
