"""The three ports on SQLite and one process."""

from parvis.kernel.embedded.realtime import InProcessRealtime
from parvis.kernel.embedded.search import Fts5Search
from parvis.kernel.embedded.wake import InProcessWake

wake = InProcessWake
realtime = InProcessRealtime
search = Fts5Search
