"""The watch (*veille*): what waits for a human answer, since when, and who is asked next.

An *item* waits for an answer to one person; an *ask* is one person asked to answer it. The watch
knows promised times and who is asked; the domain that registered the kind knows how to answer.
"""
