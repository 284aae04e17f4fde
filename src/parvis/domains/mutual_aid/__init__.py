"""Mutual aid (*coups de main*). First form: small ways to be useful, and offering one's help."""
