"""The demo company: Halden Works, invented, 200 people and twelve months of history.

`company` says who there is and what is offered; `history` draws, from a fixed seed, who asked what
and how it went; `loading` writes both through actions and the import path. Same day, same company.

Four things are hidden in it for a newcomer to find on the pages: a silo (Research and the Quality
Lab keep to themselves), an overloaded supplier (IT since spring), a ping-pong pair (Packing and
Dispatch) and a path that is habitually late (what Finance hands to Procurement).
"""
