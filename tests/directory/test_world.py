"""The fixed cast is what its description says."""

from inward.directory import queries
from tests.support.world import START, World


def test_the_cast_serves_where_it_should(world: World) -> None:
    today = START.date()
    assert [d.code for d in queries.departments_served(world.ian, today)] == ["IT"]
    assert queries.leads(world.iris, world.it, today)
    assert queries.heads(world.alice, world.it, today)
    assert not queries.departments_served(world.mara, today).exists()
    assert queries.primary_department(world.hana, today) == world.hr
