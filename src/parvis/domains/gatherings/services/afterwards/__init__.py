"""What follows a date: who came, thanks, seeing each other again, photos, who met."""

from parvis.domains.gatherings.services.afterwards.again import (
    TooLate,
    propose_next,
    say_again,
    write_to,
)
from parvis.domains.gatherings.services.afterwards.following import follow_up, say_came
from parvis.domains.gatherings.services.afterwards.keeping import (
    export_afterwards,
    forget_afterwards,
    forget_old_afterwards,
)
from parvis.domains.gatherings.services.afterwards.photos import (
    NoPhotos,
    WhoIsOnIt,
    add_photo,
    answer_photo,
    withdraw_photo,
)
from parvis.domains.gatherings.services.afterwards.thanks import thank

__all__ = [
    "NoPhotos",
    "TooLate",
    "WhoIsOnIt",
    "add_photo",
    "answer_photo",
    "export_afterwards",
    "follow_up",
    "forget_afterwards",
    "forget_old_afterwards",
    "propose_next",
    "say_again",
    "say_came",
    "thank",
    "withdraw_photo",
    "write_to",
]
