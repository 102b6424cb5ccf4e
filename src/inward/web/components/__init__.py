"""What pages are made of: frozen views that a page fills and a template tag draws.

`pieces` (badges, clocks, figures, tabs, talk), `strip` (who held the ball), `matrix` and
`company_map` (who serves whom), `chart`. How each is used stands in docs/guide/look.md.
"""
