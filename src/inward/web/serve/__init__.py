"""Serve: the queue of the departments a person works for, and the ticket beside it."""
