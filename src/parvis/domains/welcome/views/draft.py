"""What a visitor told, while they read the mail with the code: kept by their own browser, signed.

Nothing is stored here before there is an account. The cookie goes when the browser is closed, when
it has been read, or after two hours.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from parvis.domains.welcome.forms import ToldForm
from parvis.domains.welcome.selectors import Told
from parvis.domains.welcome.vocabulary import DRAFT_SECONDS

SALT = "parvis.welcome.draft"


def name() -> str:
    """``__Host-`` binds it to this very host, where there is https."""
    return ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + "parvis_told"


def keep(response: HttpResponse, told: Told) -> None:
    response.set_cookie(
        name(),
        signing.dumps(told.as_json(), salt=SALT, compress=True),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest) -> Told | None:
    """What was told less than two hours ago; only words that are still known."""
    signed = request.COOKIES.get(name())
    if not signed:
        return None
    try:
        stored = signing.loads(signed, salt=SALT, max_age=DRAFT_SECONDS)
        told = Told.from_json(stored)
    except (signing.BadSignature, AttributeError, TypeError, ValueError):
        return None  # forged, too old, or written by another version
    return ToldForm.of(told).told()


def forget(response: HttpResponse) -> None:
    response.delete_cookie(name(), samesite="Lax")
