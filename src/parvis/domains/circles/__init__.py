"""Circles: communities by interest, by life path or by neighbourhood. First form: join and leave.

A *sensitive* circle is members-only, under pseudonyms, on nobody's profile, in no search.
"""
