"""Pages that gather several domains: the first page, search, the house's texts, the demo's door."""
