"""Analytics: facts in, named tables out; the only owner of DuckDB connections.

Facts (`facts`) come from a foreign log (`inward.logs`, the report) or from the application's own
database (`<slice>/facts.py`, the refresh job). The vectorised ledger (`ledger`) turns them into
`holds`, `lives` and `passes`; measures and network are expressions over these tables.

Tables owned in the main database: Watermark (how far the refresh has read). The DuckDB file is
disposable: delete it and the next refresh rebuilds the same values.
"""
