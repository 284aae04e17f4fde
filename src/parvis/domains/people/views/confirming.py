"""Is it still you? Asked again before what cannot be undone, or what opens the account further."""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import (
    reauthenticate_by_password,
    resume_request,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.domains.people.forms import CodeForm, PasswordForm
from parvis.domains.people.views.adapter import has_second_factor
from parvis.domains.people.views.signed_in import SignedIn
from parvis.domains.people.vocabulary import CODE_DIGITS, CODE_SECONDS, CODE_TRIES

View = Callable[..., HttpResponseBase]
PENDING = "people_confirm"


def recently_confirmed(view: View) -> View:
    """Only for who proved who they are in the last half hour; others prove it, then come back."""

    @wraps(view)
    @login_required
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_recent(request):
            return view(request, *args, **kwargs)
        # A form that arrives too late is shown again: nothing is done before the proof.
        return HttpResponseRedirect(
            f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
        )

    return confirmed


def is_recent(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    if has_second_factor(request.user):
        records = [record for record in records if record.get("method") == "mfa"]
    limit = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > limit for record in records)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: SignedIn) -> HttpResponse:
    """A code by email, or the password. Who has a second factor is sent to it."""
    if has_second_factor(request.user):
        return redirect(
            _with_next(request, get_adapter().get_reauthentication_methods(request.user)[0]["url"])
        )
    code, password = CodeForm(), PasswordForm(resident=request.user)
    if request.method == "POST" and "password" in request.POST:
        password = PasswordForm(request.POST, resident=request.user)
        if password.is_valid():
            reauthenticate_by_password(request)
            return _back(request)
    elif request.method == "POST":
        pending = _pending(request)
        code = CodeForm(request.POST, expected=pending["code"] if pending else "")
        if pending is None:
            messages.error(request, _("Ce code n’est plus valable. Demandez-en un nouveau."))
            return redirect(_with_next(request, reverse("account_reauthenticate")))
        if code.is_valid():
            del request.session[PENDING]
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return _back(request)
        if not _another_try(request, pending):
            messages.error(request, _("Trop d’essais avec ce code. Demandez-en un nouveau."))
            return redirect(_with_next(request, reverse("account_reauthenticate")))
    context = {
        "form": code,
        "password_form": password if request.user.has_usable_password() else None,
        "code_sent": _pending(request) is not None,
        "next": _next(request),
    }
    status = 422 if code.errors or password.errors else 200
    return render(request, "account/reauthenticate.html", context, status=status)


@login_required
@require_POST
def send_code(request: SignedIn) -> HttpResponse:
    """Send a code to the address of the account."""
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    values = {"code": code, "user": request.user}
    get_adapter().send_mail("account/email/confirm_identity", request.user.email, values)
    request.session[PENDING] = {"code": code, "at": time.time(), "tries": 0}
    return redirect(_with_next(request, reverse("account_reauthenticate")))


def _pending(request: HttpRequest) -> dict[str, Any] | None:
    pending: dict[str, Any] | None = request.session.get(PENDING)
    if pending is not None and time.time() - pending["at"] > CODE_SECONDS:
        del request.session[PENDING]
        return None
    return pending


def _another_try(request: HttpRequest, pending: dict[str, Any]) -> bool:
    """Whether this code may be tried again; three times, then it is worth nothing."""
    pending["tries"] += 1
    if pending["tries"] >= CODE_TRIES:
        del request.session[PENDING]
        return False
    request.session[PENDING] = pending
    return True


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else ""


def _with_next(request: HttpRequest, address: str) -> str:
    wanted = _next(request)
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


def _back(request: HttpRequest) -> HttpResponse:
    """What the library had put aside, or the page asked for, or the account."""
    return resume_request(request) or redirect(_next(request) or reverse("people:account"))
