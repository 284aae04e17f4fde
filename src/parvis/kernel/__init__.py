"""What every floor stands on: time, ids, facts and deferred work, realtime, search, words.

The kernel knows no domain. `ports.py` names what differs between the two engines; `embedded/`
(SQLite, one process) and `scaled/` (PostgreSQL, Redis) implement it.
"""
