"""The network of relations: who serves whom, how closely, how well, and where it breaks.

A relation is an ordered pair supplier → customer that exists because tickets flowed between them.
`expressions` are Ibis over `inward.measures.cases`; `relations`, `closeness`, `flows`, `silos`,
`seriation` and `action` are pure and work on their rows.

Tables owned: RelationFigure and HandoffFigure (results of the refresh, with its watermark).
Conventions, everywhere: direction supplier → customer; hand-offs from → to; self-loops dropped
unless said; weights are counts of tickets or of hand-offs.
"""
