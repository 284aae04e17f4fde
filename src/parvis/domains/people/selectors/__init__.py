"""Reads of people. Whoever shows a person goes through :func:`visible_to`, the single door."""

from parvis.domains.people.selectors.own import (
    Standing,
    agreed_versions,
    blocked_by,
    consents_of,
    erasure_due_at,
    has_agreed,
    is_newcomer,
    people_with_role,
    standing_of,
)
from parvis.domains.people.selectors.profile import Profile, face_url, profile_for
from parvis.domains.people.selectors.visibility import (
    are_hidden,
    hidden_ids,
    keeps_distance,
    resident_visible,
    visible_to,
)

__all__ = [
    "Profile",
    "Standing",
    "agreed_versions",
    "are_hidden",
    "blocked_by",
    "consents_of",
    "erasure_due_at",
    "face_url",
    "has_agreed",
    "hidden_ids",
    "is_newcomer",
    "keeps_distance",
    "people_with_role",
    "profile_for",
    "resident_visible",
    "standing_of",
    "visible_to",
]
