"""Welcome (*accueil*): from what a newcomer says to a path of five suggestions with their reasons.

A *path* is one person's current suggestions; a *welcomer* is a resident who answers newcomers,
within a limit they set themselves.
"""
