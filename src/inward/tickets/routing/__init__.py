"""Routing: who gets a ticket. Pure; what is read and written stands in actions and queries.

`rules` (conditions, effects, which rule decides what), `choosing` (one person among those who are
here), `trial` (what a set of rules would have done to past tickets).
"""
