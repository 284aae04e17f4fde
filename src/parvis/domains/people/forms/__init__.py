"""The input boundary of people: signing in and up, the sections of a profile, one's choices."""

from parvis.domains.people.forms.choices import MailsForm
from parvis.domains.people.forms.passkeys import (
    AgainPasskeyForm,
    EnterPasskeyForm,
    NewPasskeyForm,
    SecondPasskeyForm,
)
from parvis.domains.people.forms.profile import SECTIONS, PhotoForm
from parvis.domains.people.forms.signing import CodeForm, LoginForm, PasswordForm, SignUpForm

__all__ = [
    "SECTIONS",
    "AgainPasskeyForm",
    "CodeForm",
    "EnterPasskeyForm",
    "LoginForm",
    "MailsForm",
    "NewPasskeyForm",
    "PasswordForm",
    "PhotoForm",
    "SecondPasskeyForm",
    "SignUpForm",
]
