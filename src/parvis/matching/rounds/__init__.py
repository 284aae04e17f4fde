"""Rounds: many people, small tables, once a week.

A ``RoundProblem`` (``problem``) goes in, a ``RoundPlan`` (``plan``) comes out: disjoint groups of
people, each at one session, under ten hard rules, of the greatest value found. ``files`` reads and
writes both, ``verify`` checks a plan from the written formulas alone, ``greedy`` is the floor no
plan is below, and ``generate`` makes towns to try it on.
"""
