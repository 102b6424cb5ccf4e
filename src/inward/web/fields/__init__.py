"""Custom fields: filling in those of a ticket, and saying which an offering has."""
