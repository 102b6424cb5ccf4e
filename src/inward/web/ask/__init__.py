"""Ask: one search, the catalogue, the form of an offering with its promise beside it."""
