"""Matching: a problem goes in, a plan and its reasons come out.

Pure Python and numpy: it knows neither Django nor the rest of Parvis, reads no clock and draws no
random number of its own. The instant and the seed are part of the problem, so the same problem
gives the same plan.

*Paths* rank suggestions for one person: ``paths.suggest(problem.PathProblem(...))``.
"""
