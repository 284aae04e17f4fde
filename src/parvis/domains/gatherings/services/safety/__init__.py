"""Keeping people safe: plans shared with somebody trusted, “all well?”, and worries answered."""

from parvis.domains.gatherings.services.safety.check_ins import (
    NotYet,
    ask_all_well,
    read_tips,
    say_well,
    say_worried,
    take_note_of_missed,
)
from parvis.domains.gatherings.services.safety.keeping import (
    export_safety,
    forget_old_safety,
    forget_safety,
)
from parvis.domains.gatherings.services.safety.links import (
    LinkGone,
    NameRefused,
    NotComing,
    TooManyLinks,
    revoke_link,
    revoke_links_of,
    share_plan,
)
from parvis.domains.gatherings.services.safety.mails import (
    send_link,
    tell_contacts_news,
    tell_contacts_no_news,
)
from parvis.domains.gatherings.services.safety.worries import close_with_note, write_back

__all__ = [
    "LinkGone",
    "NameRefused",
    "NotComing",
    "NotYet",
    "TooManyLinks",
    "ask_all_well",
    "close_with_note",
    "export_safety",
    "forget_old_safety",
    "forget_safety",
    "read_tips",
    "revoke_link",
    "revoke_links_of",
    "say_well",
    "say_worried",
    "send_link",
    "share_plan",
    "take_note_of_missed",
    "tell_contacts_news",
    "tell_contacts_no_news",
    "write_back",
]
