"""Paths: suggestions for one person, ranked, each with its reasons."""
