"""Tables: people put their name down, and each week small groups are made of those who can meet.

A name stays on the list until there is a table for it. The coordination opens sessions, reads a
round over and publishes it; whoever says yes meets the same people every week, then says whether
they go on.
"""
