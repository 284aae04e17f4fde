"""Organisations: associations, teams of neighbourhood houses, municipal services. First form:
a directory, a page each, and the people who act in their name.
"""
