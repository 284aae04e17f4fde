"""Views of the pages that gather several domains."""
