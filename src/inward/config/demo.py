"""The demo company as the process that serves it sees it, and as the sign-in page offers it."""

from inward.directory.models import Person
from inward.exchange.demo.company import halden_works
from inward.web.ports import DemoPerson, DemoSignIns


def is_empty() -> bool:
    """Whether nobody is known here yet: a fresh database."""
    return not Person.objects.exists()


def is_demo() -> bool:
    """Whether the demo company's people live here."""
    emails = [one.email for one in halden_works().sign_ins]
    return Person.objects.filter(email__in=emails).exists()


def sign_ins() -> list[str]:
    """One line for each demo sign-in: address, password, what the person does."""
    company = halden_works()
    width = max(len(one.email) for one in company.sign_ins)
    return [
        f"  {one.email:<{width}}  {company.password}  {one.name}, {one.says}"
        for one in company.sign_ins
    ]


def demo_sign_ins() -> DemoSignIns:
    """The people of Halden Works one may sign in as; all have the one password."""
    company = halden_works()
    people = [DemoPerson(one.name, one.email, one.says) for one in company.sign_ins]
    return DemoSignIns(people, company.password)
