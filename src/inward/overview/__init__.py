"""Overview: reads that span slices, for pages. No tables, no writes.

`home` (what waits on me, what I asked for, how my department does), `searching` (one box over
catalogue, people, departments and tickets), `promise_card` (what one may expect before asking),
`see` (the company), `relation_page` (two departments as a mirror), `scorecard` (one department),
`agreed` (who promised what to whom), `policies` (who may see figures).
"""
