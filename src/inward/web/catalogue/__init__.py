"""The catalogue for those who offer: services, offerings, the builder of forms, plans and steps."""
