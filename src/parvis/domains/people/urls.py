"""Addresses under ``compte/``. The library's names have no prefix: it looks them up by itself."""

from django.urls import include, path
from django.views.generic import RedirectView

from parvis.domains.people.views import account, confirming, neighbours, profile, signing

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

signing_urls = [
    path("entrer/", signing.login, name="account_login"),
    path("entrer/demander/", to_login, name="account_request_login_code"),
    path("entrer/code/", signing.confirm_login_code, name="account_confirm_login_code"),
    path("inscription/", signing.signup, name="account_signup"),
    path("inscription/code/", signing.confirm_address, name="account_email_verification_sent"),
    path("sortir/", signing.logout, name="account_logout"),
    path("ferme/", signing.inactive, name="account_inactive"),
    path("cest-moi/", confirming.confirm, name="account_reauthenticate"),
    path("adresse/", signing.email, name="account_email"),
    path("mot-de-passe/", signing.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", signing.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", signing.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/code/",
        signing.confirm_password_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "mot-de-passe/oublie/nouveau/",
        signing.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe/oublie/fait/",
        signing.password_reset_done,
        name="account_password_reset_completed",
    ),
    path("appareils/", signing.sessions, name="usersessions_list"),
]

second_factor_urls = [
    path("", signing.security, name="mfa_index"),
    path("entrer/", signing.authenticate, name="mfa_authenticate"),
    path("cest-moi/", signing.reauthenticate, name="mfa_reauthenticate"),
    path("application/", signing.activate_totp, name="mfa_activate_totp"),
    path("application/retirer/", signing.deactivate_totp, name="mfa_deactivate_totp"),
    path("secours/", signing.recovery_codes, name="mfa_view_recovery_codes"),
    path("secours/nouveaux/", signing.generate_codes, name="mfa_generate_recovery_codes"),
    path("secours/fichier/", signing.download_codes, name="mfa_download_recovery_codes"),
    path("cles/", signing.list_passkeys, name="mfa_list_webauthn"),
    path("cles/ajouter/", signing.add_passkey, name="mfa_add_webauthn"),
    path("cles/cest-moi/", signing.passkey_reproof, name="mfa_reauthenticate_webauthn"),
    path("cles/entrer/", signing.passkey_login, name="mfa_login_webauthn"),
    path("cles/<int:pk>/nommer/", signing.rename_passkey, name="mfa_edit_webauthn"),
    path("cles/<int:pk>/retirer/", signing.remove_passkey, name="mfa_remove_webauthn"),
]

people_urls = [
    path("", account.account, name="account"),
    path("profil/", profile.profile, name="profile"),
    path("profil/photo/", profile.photo, name="photo"),
    path("profil/<slug:slug>/", profile.section, name="section"),
    path("courrier/", account.mails, name="mails"),
    path("accords/", account.agreements, name="agreements"),
    path("accords/accepter/", account.agree, name="agree"),
    path("donnees/", account.data, name="data"),
    path("donnees/copie/", account.export, name="export"),
    path("donnees/effacer/", account.erasure, name="erasure"),
    path("donnees/effacer/annuler/", account.cancel_erasure, name="cancel_erasure"),
    path("cest-moi/code/", confirming.send_code, name="send_code"),
    path("securite/commencer/", signing.set_up, name="set_up"),
    path("bloquees/", neighbours.blocked, name="blocked"),
    path("habitant/<uuid:resident_id>/", neighbours.person, name="person"),
    path("habitant/<uuid:resident_id>/bloquer/", neighbours.block, name="block"),
    path("habitant/<uuid:resident_id>/debloquer/", neighbours.unblock, name="unblock"),
    path("habitant/<uuid:resident_id>/distance/", neighbours.distance, name="distance"),
]

urlpatterns = [
    path("", include((people_urls, "people"))),
    path("", include(signing_urls)),
    path("securite/", include(second_factor_urls)),
]
