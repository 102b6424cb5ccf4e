"""The catalogue: what departments offer and how one asks for it.

Terms: service (what a department supplies), offering (one thing one can ask of a service), form
(typed, versioned questions), audience (which departments may ask, with all below them).

Tables: Service, ServiceAudience, Offering, FormVersion (append-only).
Publishes: ServiceCreated, ServiceChanged, AudienceSet, ServiceRetired, OfferingCreated,
OfferingChanged, FormPublished, OfferingRetired. Hears: nothing.
"""
