"""Home: what waits on me, what I asked for."""
