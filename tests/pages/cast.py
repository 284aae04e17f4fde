"""Who looks at the pages: one viewer a role, and somebody whom others have blocked."""

from typing import Final

VISITOR: Final = "visitor"
#: Viewer -> the address by which the demo town knows them. ``blocked`` is chosen in the town.
ADDRESSES: Final = {
    "newcomer": "malika@demo.parvis.example",
    "resident": "serge@demo.parvis.example",
    "welcomer": "nadia@demo.parvis.example",
    "host": "odile@demo.parvis.example",
    "moderator": "helene@demo.parvis.example",
    "official": "apolline@demo.parvis.example",
    "coordinator": "solene@demo.parvis.example",
    "operator": "quentin@demo.parvis.example",
}
BLOCKED: Final = "blocked"
MEMBERS: Final = (*ADDRESSES, BLOCKED)
VIEWERS: Final = (VISITOR, *MEMBERS)
#: Those whose duty shows more than a neighbour sees: they prove twice who they are.
STAFF: Final = ("moderator", "official", "coordinator", "operator")
