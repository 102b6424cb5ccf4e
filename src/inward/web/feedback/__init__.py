"""Giving a rating: a page of its own, and the card on a ticket that has ended."""
