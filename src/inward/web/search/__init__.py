"""Search: one box over tickets, what can be asked for, people and departments."""
