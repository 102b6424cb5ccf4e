"""Ties the slices together: settings, addresses, commands, subscriptions, the process tree.

The roof. Knows every slice, is known by none. ``environment`` says what the surroundings decide,
``subscriptions`` who listens to which event, ``cli`` which commands there are, ``up`` serves pages
and worker in one process tree that ``supervisor`` keeps.
"""
