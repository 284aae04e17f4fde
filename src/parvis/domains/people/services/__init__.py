"""Writes of people."""

from parvis.domains.people.services.duties import (
    RoleAlreadyHeld,
    RoleNotHeld,
    end_role,
    give_role,
)
from parvis.domains.people.services.erasure import (
    ask_erasure,
    cancel_erasure,
    erase,
    erase_again,
    erase_due,
    forget_unconfirmed,
    register_erasure,
)
from parvis.domains.people.services.joining import (
    NotAdult,
    NotAgreed,
    agree,
    confirm,
    sign_up,
)
from parvis.domains.people.services.portability import Section, export_of, register_export
from parvis.domains.people.services.profile import (
    TextRefused,
    UnknownWord,
    change_mails,
    change_photo,
    change_profile,
    remove_photo,
    settle,
)
from parvis.domains.people.services.standing import end_sessions, note_seen, reinstate, suspend
from parvis.domains.people.services.ties import block, keep_distance, stop_distance, unblock

__all__ = [
    "NotAdult",
    "NotAgreed",
    "RoleAlreadyHeld",
    "RoleNotHeld",
    "Section",
    "TextRefused",
    "UnknownWord",
    "agree",
    "ask_erasure",
    "block",
    "cancel_erasure",
    "change_mails",
    "change_photo",
    "change_profile",
    "confirm",
    "end_role",
    "end_sessions",
    "erase",
    "erase_again",
    "erase_due",
    "export_of",
    "forget_unconfirmed",
    "give_role",
    "keep_distance",
    "note_seen",
    "register_erasure",
    "register_export",
    "reinstate",
    "remove_photo",
    "settle",
    "sign_up",
    "stop_distance",
    "suspend",
    "unblock",
]
