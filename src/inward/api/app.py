"""The API itself: version 1, signed in as on the pages (session and CSRF token)."""

from ninja import NinjaAPI
from ninja.security import django_auth

from inward.api import approvals, catalogue, problems, tickets

api = NinjaAPI(
    title="Inward",
    version="1",
    description="Services, tickets, who holds the ball. Errors are problem documents (RFC 9457).",
    urls_namespace="api",
    auth=django_auth,
    docs_url=None,
)
problems.install(api)
api.add_router("", catalogue.router)
api.add_router("", tickets.router)
api.add_router("", approvals.router)
