"""The page of a ticket and the list of what one asked for."""
