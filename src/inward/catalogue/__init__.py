"""The catalogue: what departments offer and how one asks for it.

Terms: service (what a department supplies), offering (one thing one can ask of a service), form
(typed, versioned questions), audience (which departments may ask).

Tables: Service, ServiceAudience, Offering, FormVersion.
"""
