"""Settings of a department's desk: the home of all that its head and leads decide about tickets.

A topic adds one `Card` to `cards.CARDS`; its page keeps its own address and its own policy.
"""
