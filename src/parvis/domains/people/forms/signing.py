"""Signing up and in. The email, a name, three agreements: nothing else is asked."""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignUpForm
from allauth.core.internal.cryptokit import normalize_user_code
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.domains.people.services.profile import TextRefused, clean_name
from parvis.domains.people.vocabulary import CODE_DIGITS, NAME_MAX

WRITE_EMAIL = {
    "required": _("Écrivez votre adresse e-mail."),
    "invalid": _("Cette adresse n’est pas complète. Exemple : prenom@exemple.fr"),
    "max_length": _("Cette adresse est trop longue pour en être une."),
}


def dress_email(field: forms.Field) -> None:
    """The library's email field, in our words and without a placeholder."""
    field.label = _("Votre adresse e-mail")
    field.error_messages.update(WRITE_EMAIL)
    for validator in field.validators:
        if getattr(validator, "code", None) == "invalid":
            validator.message = WRITE_EMAIL["invalid"]  # type: ignore[attr-defined]
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["autocomplete"] = "email"


class SignUpForm(AllauthSignUpForm):
    """An account that exists already gets the same answer, and a mail that says so."""

    name = forms.CharField(
        label=_("Prénom ou pseudonyme"),
        help_text=_("C’est le nom que verront les autres. Vous pourrez le changer."),
        max_length=10_000,
        error_messages={"required": _("Écrivez un prénom ou un pseudonyme.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "maxlength": NAME_MAX}),
    )
    adult = forms.BooleanField(
        label=_("J’ai 18 ans ou plus"),
        error_messages={"required": _("Ce service est ouvert à partir de 18 ans.")},
    )
    charter = forms.BooleanField(
        label=_("J’accepte la charte"),
        error_messages={"required": _("Pour entrer, il faut accepter la charte.")},
    )
    privacy = forms.BooleanField(
        label=_("J’ai lu la page sur la vie privée et je l’accepte"),
        error_messages={"required": _("Pour entrer, il faut accepter la page sur la vie privée.")},
    )
    field_order = ["name", "email", "adult", "charter", "privacy"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_email(self.fields["email"])
        self.fields["email"].help_text = _(
            "Nous vous enverrons un code. Personne d’autre ne la verra."
        )

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except TextRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def try_save(self, request: HttpRequest) -> Any:
        """Two at once with one address: the second gets the answer of an address known."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(AllauthLoginForm):
    """An email is enough: a code comes. Who chose a password may write it instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_email(self.fields["login"])

    def _setup_password_field(self) -> None:
        field = self.fields["password"]
        field.required = False
        field.label = _("Votre mot de passe")
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class CodeForm(forms.Form):
    """The code just sent to somebody already signed in."""

    code = forms.CharField(
        label=_("Le code reçu par e-mail"),
        max_length=40,
        error_messages={
            "required": _("Écrivez le code reçu par e-mail."),
            "max_length": _("Le code n’a que six chiffres."),
        },
    )

    def __init__(self, *args: Any, expected: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_code(self) -> str:
        given = normalize_user_code(self.cleaned_data["code"])
        right = len(given) == CODE_DIGITS and secrets.compare_digest(
            given.encode(), self._expected.encode()
        )
        if not right:
            raise forms.ValidationError(
                _("Ce n’est pas ce code-là. Regardez le dernier e-mail reçu.")
            )
        return given


class PasswordForm(forms.Form):
    """The password of somebody already signed in, asked again."""

    password = forms.CharField(
        label=_("Votre mot de passe"),
        strip=False,
        max_length=4_096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Écrivez votre mot de passe.")},
    )

    def __init__(self, *args: Any, resident: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._resident = resident

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self._resident, password):
            raise forms.ValidationError(_("Ce n’est pas ce mot de passe-là."))
        return password
