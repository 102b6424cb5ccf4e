"""The catalogue: what departments offer and how one asks for it.

Terms: service (what a department supplies), offering (one thing one can ask of a service), form
(typed, versioned questions), plan (what a form asks along), audience (who may ask: departments with
all below them, positions, people), standard (how a service is done), step, favourite.

Tables: Service, ServiceAudience, Standard, StandardVersion (append-only), Offering, FormVersion
(append-only), Favourite.
Publishes: ServiceCreated, ServiceChanged, AudienceSet, ServiceRetired, OfferingCreated,
OfferingChanged, FormPublished, OfferingRetired, StandardPublished. Hears: nothing.
"""
