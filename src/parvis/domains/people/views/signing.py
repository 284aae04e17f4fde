"""The library's views, dressed: our forms, a proof asked first where it matters, 422 on errors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.internal import auth as passkey_auth
from allauth.usersessions import views as devices
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from parvis.domains.people import services
from parvis.domains.people.forms import (
    AgainPasskeyForm,
    EnterPasskeyForm,
    LoginForm,
    NewPasskeyForm,
    SecondPasskeyForm,
)
from parvis.domains.people.views.confirming import recently_confirmed

View = Callable[..., HttpResponse]


def answered(view: View) -> View:
    """A form with errors is 422: htmx, caches and scripts see that nothing was done."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        form = context.get("form")
        if request.method == "POST" and response.status_code == 200 and form and form.errors:
            response.status_code = 422
        return response

    return answering


class NewPasskeyView(passkeys.AddWebAuthnView):
    """A passkey opens the account by itself, so the device must check who holds it."""

    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        options = passkey_auth.begin_registration(self.request.user, passwordless=True)
        # The library leaves aside the form it was given when something is wrong in it.
        context["form"] = kwargs.get("form", context["form"])
        context["js_data"] = {"creation_options": options}
        return context


class DevicesView(devices.ListUserSessionsView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        services.end_sessions(
            resident_id=self.request.user.pk, but=self.request.session.session_key
        )
        return response


class PasskeyReproofView(passkeys.ReauthenticateWebAuthnView):
    """A key that did not answer: here again, rather than to the way in."""

    form_class = AgainPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect("mfa_reauthenticate_webauthn")


@login_required
@require_GET
def set_up(request: HttpRequest) -> HttpResponse:
    """Why a role asks for a second proof, and the two ways of having one."""
    return render(request, "people/set_up.html")


login = answered(account.LoginView.as_view(form_class=LoginForm))
signup = answered(account.signup)
confirm_login_code = answered(account.confirm_login_code)
confirm_address = answered(account.email_verification_sent)
logout = account.logout
inactive = account.account_inactive
email = recently_confirmed(answered(account.email))
password_change = recently_confirmed(answered(account.password_change))
password_set = recently_confirmed(answered(account.password_set))
password_reset = answered(account.password_reset)
confirm_password_code = answered(account.confirm_password_reset_code)
complete_password_reset = answered(account.complete_password_reset)
password_reset_done = account.password_reset_from_key_done

security = second_factor.index
authenticate = answered(
    second_factor.AuthenticateView.as_view(webauthn_form_class=SecondPasskeyForm)
)
reauthenticate = answered(second_factor.reauthenticate)
activate_totp = recently_confirmed(answered(totp.activate_totp))
deactivate_totp = recently_confirmed(answered(totp.deactivate_totp))
recovery_codes = recently_confirmed(recovery.view_recovery_codes)
generate_codes = recently_confirmed(answered(recovery.generate_recovery_codes))
download_codes = recently_confirmed(recovery.download_recovery_codes)
list_passkeys = passkeys.list_webauthn
add_passkey = recently_confirmed(answered(NewPasskeyView.as_view()))
rename_passkey = recently_confirmed(answered(passkeys.edit_webauthn))
remove_passkey = recently_confirmed(passkeys.remove_webauthn)
passkey_reproof = PasskeyReproofView.as_view()
passkey_login = passkeys.LoginWebAuthnView.as_view(form_class=EnterPasskeyForm)
sessions = login_required(DevicesView.as_view())
