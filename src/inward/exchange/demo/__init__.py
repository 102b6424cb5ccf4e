"""The demo company: Halden Works, invented, 200 people and twelve months of history.

`company` says who there is and what is offered; `history` draws, from a fixed seed, who asked what
and how it went; `loading` writes both through actions and the import path. Same day, same company.
`lately` then lets its last days happen by the very actions people use, so that whoever signs in
meets all that tickets can do: `asked` and `troubles` tell them, `offers` and `desks` set them up.

Four things are hidden in it for a newcomer to find on the pages: a silo (Research and the Quality
Lab keep to themselves), an overloaded supplier (IT since spring), a ping-pong pair (Packing and
Dispatch) and a path that is habitually late (what Finance hands to Procurement).
"""
