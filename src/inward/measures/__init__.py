"""Measures: the KPIs, each defined once, as portable expressions over the tables of analytics.

`definitions` says what a KPI is (pure text), `expressions` how it is computed (Ibis over `cases`),
`series` the flow over time, `release` which answers of people may leave, `results` writes rows,
`queries` reads them for pages without the analytic engine.

Tables owned: Figure, FlowFigure (results of the refresh; disposable).
"""
