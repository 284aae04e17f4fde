"""Matching: a problem goes in, a plan and its reasons come out.

Pure Python, numpy, numba and SciPy: it knows neither Django nor the rest of Parvis, and draws no
random number of its own. The instant and the seed are part of the problem, so the same problem
gives the same plan.

*Paths* (``matching.paths``) rank suggestions for one person. *Rounds* (``matching.rounds``) form
small tables for many.
"""
