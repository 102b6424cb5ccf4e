"""What the sign-in page of a demo offers."""

from inward.exchange.demo.company import halden_works
from inward.web.ports import DemoPerson, DemoSignIns


def demo_sign_ins() -> DemoSignIns:
    """The people of Halden Works one may sign in as; all have the one password."""
    company = halden_works()
    people = [DemoPerson(one.name, one.email, one.says) for one in company.sign_ins]
    return DemoSignIns(people, company.password)
