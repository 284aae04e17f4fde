"""How the accounts library (django-allauth) speaks and behaves here."""

import base64
import hashlib
from smtplib import SMTPException
from typing import Any, ClassVar

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.domains.people import rules, services
from parvis.domains.people.models import Resident
from parvis.domains.people.services import mails
from parvis.domains.people.vocabulary import CODE_DIGITS
from parvis.kernel import clock, realtime, throttle

log = structlog.get_logger(__name__)

#: Mails anybody can have sent to anybody by typing an address.
ASKED_MAILS = frozenset(
    f"account/email/{name}"
    for name in (
        "account_already_exists",
        "confirm_identity",
        "email_confirmation",
        "email_confirmation_signup",
        "login_code",
        "password_reset_code",
        "unknown_account",
    )
)
SIGNED_IN_AT = "signed_in_at"


class AccountAdapter(DefaultAccountAdapter):
    """Codes of six digits, mails in the reader's language, kind words, no haste."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Ce compte est fermé pour le moment."),
        "duplicate_email": gettext_lazy("C’est déjà votre adresse."),
        "email_password_mismatch": gettext_lazy(
            "L’adresse et le mot de passe ne vont pas ensemble. Vous pouvez laisser le mot de passe"
            " vide : nous vous enverrons un code."
        ),
        "email_taken": gettext_lazy("Cette adresse ne peut pas être utilisée ici."),
        "enter_current_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": gettext_lazy("Ce n’est pas ce code-là. Regardez le dernier e-mail reçu."),
        "incorrect_password": gettext_lazy("Ce n’est pas ce mot de passe-là."),
        "too_many_login_attempts": gettext_lazy(
            "Trop d’essais avec ce code. Demandez-en un nouveau : c’est gratuit et rapide."
        ),
        "rate_limited": gettext_lazy(
            "Le code vient de partir. Attendez quelques secondes avant d’en demander un autre."
        ),
        "same_as_current": gettext_lazy("C’est déjà votre adresse."),
    }

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Resident:  # noqa: ARG002
        data = form.cleaned_data
        return services.sign_up(
            email=data["email"],
            name=data["name"],
            reads=(get_language() or "fr").split("-")[0],
            adult=data["adult"],
            charter=data["charter"],
            privacy=data["privacy"],
            at=clock.now(),
        )

    def login(self, request: HttpRequest, user: Any) -> None:
        """Nobody comes this far without having proved that the email is theirs."""
        super().login(request, user)
        now = clock.now()
        request.session[SIGNED_IN_AT] = now.timestamp()
        services.confirm(resident=user, at=now)

    def logout(self, request: HttpRequest) -> None:
        key = request.session.session_key
        super().logout(request)
        if key:
            realtime.close(session_key=key)

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        realtime.close(user.pk)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        if not kwargs.get("signup"):
            self._tell_of_new_device(request, user)
        return super().post_login(request, user, **kwargs)

    def generate_login_code(self) -> str:
        return get_random_string(CODE_DIGITS, "0123456789")

    generate_email_verification_code = generate_login_code
    generate_password_reset_code = generate_login_code

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A second factor, once there, is what is asked again; otherwise a code or the password."""
        if not user.is_authenticated:
            return []
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [way for way in ways if way["id"] != "reauthenticate"]
        first = {
            "id": "reauthenticate",
            "description": "",
            "url": reverse("account_reauthenticate"),
        }
        return second or [first]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the reader's language. Known or not, an address gets as many mails as any other.

        :raises parvis.kernel.throttle.Throttled: too many were asked for.
        """
        request = current.request
        if template_prefix in ASKED_MAILS:
            self._go_slowly(request, email)
        reader = context.get("user") or Resident.objects.filter(email__iexact=email).first()
        mail = mails.compose(
            template=template_prefix,
            to=email,
            language=reader.reads if reader else (get_language() or "fr"),
            resident=reader,
            # A mail is no page: it needs nothing of what every page shows.
            values={key: value for key, value in context.items() if key != "request"},
        )
        try:
            mail.send()
        except (OSError, SMTPException) as trouble:
            log.error("account_mail_failed", template=template_prefix, error=type(trouble).__name__)
            messages.error(
                request,
                _("Le courrier ne part pas en ce moment. Réessayez dans quelques minutes."),
            )

    def _go_slowly(self, request: HttpRequest, email: str) -> None:
        """Three tries a code, so many codes: guessing six digits stays hopeless (SEC-3, SEC-5)."""
        network = throttle.network_of(self.get_client_ip(request))
        closed: dict[str, Any] = {"fail_closed": True}
        throttle.require("people.code", email.lower(), limit=6, seconds=3_600, **closed)
        throttle.require("people.code", email.lower(), limit=20, seconds=86_400, **closed)
        throttle.require("people.codes", network, limit=60, seconds=3_600, **closed)

    def _tell_of_new_device(self, request: HttpRequest, user: Resident) -> None:
        """A kind notice when somebody enters from a browser not seen lately (TS-7)."""
        browser = self.get_http_user_agent(request)[:HTTP_USER_AGENT_MAX_LENGTH]
        known = UserSession.objects.filter(user=user)
        if known.exists() and not known.filter(user_agent=browser).exists():
            self.send_notification_mail("account/email/new_device", user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets encrypted at rest; who must have a second factor cannot remove the last one."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy(
            "Votre rôle demande une deuxième preuve. Ajoutez-en une autre d’abord."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Les codes de secours servent avec une application ou une clé : ajoutez-en une d’abord."
        ),
        "incorrect_code": gettext_lazy("Ce code n’est pas le bon, ou il vient de changer."),
        "unverified_email": gettext_lazy("Confirmez d’abord votre adresse e-mail."),
    }

    def _get_site_name(self) -> str:
        return settings.PARVIS.site_name

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _vault().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("second_factor_unreadable")
            return ""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not rules.needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Ma clé d’accès") if not count else _("Clé d’accès %(num)s") % {"num": count + 1}


def has_second_factor(user: Any) -> bool:
    """An application or a key; recovery codes alone are none."""
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(user, types))


def _vault() -> MultiFernet:
    """Keys made from the site's own, the current one first, so that it can be changed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.sha256(b"parvis.second-factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
