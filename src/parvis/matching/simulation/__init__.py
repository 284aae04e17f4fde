"""Simulation: what a town would become under one way of suggesting or another.

A ``World`` (``world``) is drawn from ``Parameters`` and a seed: who lives there, who arrives, what
is offered. A ``Policy`` (``policies``) says only what is suggested to whom. ``town.live`` lets the
weeks pass and ``measures`` looks at what became of it; ``study`` does so over seeds and policies.

The same seed and parameters give the same figures, whoever computes them.
"""
