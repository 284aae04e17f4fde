"""What rounds say, each in the reader's language. Nobody is named: who is there is on the pages.

Who passed, who did not answer and why a table changed are told to nobody.
"""

from parvis.domains.rounds.notices.answering import asked, unmade
from parvis.domains.rounds.notices.desk import no_session, to_read_over
from parvis.domains.rounds.notices.meeting import formed, stopped
from parvis.domains.rounds.notices.onwards import ended, further_asked, goes_on
from parvis.domains.rounds.notices.weekly import unplaced

__all__ = [
    "asked",
    "ended",
    "formed",
    "further_asked",
    "goes_on",
    "no_session",
    "stopped",
    "to_read_over",
    "unmade",
    "unplaced",
]
