"""Requests that come again by rule: what I have, a new one from a ticket I asked for."""
