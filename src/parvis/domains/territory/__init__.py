"""Where people live and where they can go.

An area (*quartier, commune*) is a node of a tree with an optional boundary; a place (*lieu*) is
somewhere one can go: a neighbourhood house, a library, a park, with its hours and what makes it
easy to reach. This domain knows no one: a person is kept elsewhere, as an area or a coarse cell,
never as a point.
"""
