"""The demo town: Ormevault, its seven neighbourhoods and the people who might live there.

Everything here is invented. ``data/`` holds what was written by hand, ``plan_town`` turns it into
one plan, the same for the same seed and day. Nothing in this folder knows the database.
"""
