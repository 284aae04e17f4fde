"""Gatherings: anything people meet for. First form: public activities, once or weekly, at a place.

A *gathering* has *occurrences* (its dates); an *attendance* is a person's place in one occurrence.
"""
