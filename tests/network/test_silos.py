"""Silo figures, held against the published network and small cases by hand."""

import csv
import gzip

import pytest

from inward.network import silos
from inward.network.closed_groups import closed_groups, modularity
from tests.support.shared import shared_path


def published() -> tuple[list[tuple[str, str]], dict[str, str]]:
    folder = shared_path("email_eu_core")
    with gzip.open(folder / "email-Eu-core.csv.gz", "rt") as file:
        ties = [(row["from"], row["to"]) for row in csv.DictReader(file)]
    with gzip.open(folder / "department_labels.csv.gz", "rt") as file:
        groups = {row["node"]: row["department"] for row in csv.DictReader(file)}
    return ties, groups


@pytest.mark.shared
def test_figures_of_the_european_institution_are_the_published_ones() -> None:
    found = silos.measured(*published())
    assert (found.external, found.internal) == (10_671, 5_393)
    assert found.index == pytest.approx(0.328561, abs=1e-6)
    assert found.by_chance == pytest.approx(0.906666, abs=1e-6)
    assert found.segregation == pytest.approx(0.303202, abs=1e-6)


@pytest.mark.shared
def test_modularity_of_its_departments_is_the_published_one() -> None:
    ties, groups = published()
    undirected = {(min(int(a), int(b)), max(int(a), int(b))): 1.0 for a, b in ties if a != b}
    numbered = {int(node): int(group) for node, group in groups.items()}
    assert modularity(undirected, numbered) == pytest.approx(0.288013, abs=1e-6)


def test_flows_inside_and_across_are_weighed_by_their_numbers() -> None:
    found = silos.of_flows({("it", "it"): 30, ("it", "hr"): 5, ("hr", "hr"): 5, ("hr", "it"): 0})
    assert (found.internal, found.external) == (35, 5)
    assert found.index == pytest.approx(-0.75)
    chance = 1 - (35 * 30 + 5 * 10) / 40**2
    assert found.by_chance == pytest.approx(2 * chance - 1)


def test_without_ties_there_is_no_index() -> None:
    assert silos.measured([], {"a": 1, "b": 2}).index is None
    assert silos.of_flows({}).by_chance is None


def test_departments_that_ask_among_themselves_are_a_closed_group() -> None:
    flows = {(7, 8): 90, (8, 7): 80, (1, 7): 6, (1, 8): 4}
    flows |= {(a, b): 20 for a in range(1, 6) for b in range(1, 6) if a != b}
    flows |= {(7, 1): 3}
    [group] = closed_groups(flows)
    assert group.members == (7, 8)
    assert group.share == pytest.approx(170 / 180)
    assert group.by_chance < 0.4


def test_a_few_tickets_make_no_group_and_what_is_asked_elsewhere_counts() -> None:
    company = {(a, b): 20 for a in range(1, 6) for b in range(1, 6) if a != b}
    assert closed_groups({**company, (7, 8): 9, (8, 7): 9, (1, 7): 1, (7, 1): 1}) == []
    elsewhere = {(7, 8): 90, (8, 7): 90, (9, 7): 100, (9, 8): 100, (7, 1): 1, (1, 7): 1}
    assert closed_groups({**company, **elsewhere}) == []


def test_a_company_where_all_ask_all_has_no_closed_group() -> None:
    assert closed_groups({(a, b): 10 for a in range(6) for b in range(6) if a != b}) == []


def test_suppliers_who_never_ask_form_no_group() -> None:
    assert closed_groups({(1, 2): 50, (1, 3): 50, (4, 5): 70}) == []
