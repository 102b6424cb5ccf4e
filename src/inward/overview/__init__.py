"""Overview: reads that span slices, for pages. No tables, no writes.

`home` (what waits on me, what I asked for, how my department does), `searching` (one box over
catalogue, people, departments and tickets), `promise_card` (what one may expect before asking).
"""
