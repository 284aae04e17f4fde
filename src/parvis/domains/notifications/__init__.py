"""Notifications: delivers what the domains have to say, on the page and by mail; writes no words.

Nothing is ever sent to bring people back to the screen for its own sake.
"""
