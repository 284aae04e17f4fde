"""What a browser says of a passkey: anything may be sent, and what is no passkey is refused."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as library

#: What the library under the library raises at an answer it does not understand.
NONSENSE = (AttributeError, KeyError, IndexError, TypeError, ValueError)


class NewPasskeyForm(library.AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except NONSENSE as nonsense:
            raise get_adapter().validation_error("incorrect_code") from nonsense


class ReadPasskey:
    """The three ways of showing a passkey read it the same way."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NONSENSE as nonsense:
            raise get_adapter().validation_error("incorrect_code") from nonsense


class EnterPasskeyForm(ReadPasskey, library.LoginWebAuthnForm):
    pass


class SecondPasskeyForm(ReadPasskey, library.AuthenticateWebAuthnForm):
    pass


class AgainPasskeyForm(ReadPasskey, library.ReauthenticateWebAuthnForm):
    pass
