"""The REST interface under ``/api/v1``: one router module a slice, problem+json, OpenAPI.

Doors to the same actions and queries as the pages, with the same policies behind them.
"""
