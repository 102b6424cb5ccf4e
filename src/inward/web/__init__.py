"""Pages: one package a slice, components they share, the frame around them. Doors, no rules.

A view parses, calls one action or query, and renders. Terms: place, component, tone.
"""
