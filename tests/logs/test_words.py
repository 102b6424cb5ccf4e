"""Words of states, roles, promises and priorities in seven languages."""

# ruff: noqa: E501 (tables read better in long lines)

from typing import Any

import pytest

from inward.logs.mapping import Mapping
from inward.logs.readings import flags, performer_of, priorities, read_step, role_in
from inward.logs.words import read_label, read_state, read_states


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("New", "submitted"), ("Open", "submitted"), ("To Do", "submitted"), ("Queued", "submitted"),
        ("Active", "in_progress"), ("Work in Progress", "in_progress"), ("Reopened", "in_progress"),
        ("Not resolved", "in_progress"), ("Waiting for support", "in_progress"),
        ("Awaiting User Info", "waiting/customer"), ("Awaiting Evidence", "waiting/customer"),
        ("Waiting on Customer", "waiting/customer"), ("Awaiting Vendor", "waiting/outside"),
        ("Pending - 3rd Party", "waiting/outside"), ("Awaiting Problem", "waiting/department"),
        ("Wait - Implementation", "waiting/department"), ("pending reminder", "waiting/date"),
        ("On Hold", "waiting/unknown"), ("Waiting for approval", "awaiting_approval/approver"),
        ("Pending Approval", "awaiting_approval/approver"), ("Awaiting Assignment", "submitted"),
        ("Solved", "resolved"), ("In Call", "resolved"), ("Done", "resolved"), ("Closed", "closed"),
        ("closed successful", "closed"), ("Completed", "closed"), ("Cancelled", "withdrawn"),
        ("Rejected", "declined"), ("Won't Fix", "declined"), ("Duplicate", "merged"), ("Unmatched", "unknown"),
        ("Neu", "submitted"), ("In Bearbeitung", "in_progress"), ("Wartet auf Kunde", "waiting/customer"),
        ("Wartet auf Lieferant", "waiting/outside"), ("Gelöst", "resolved"), ("Geschlossen", "closed"),
        ("Storniert", "withdrawn"), ("Abgelehnt", "declined"), ("Wartet auf Genehmigung", "awaiting_approval/approver"),
        ("In behandeling", "in_progress"), ("Wacht op klant", "waiting/customer"), ("Opgelost", "resolved"),
        ("Gesloten", "closed"), ("En cours", "in_progress"), ("En attente du client", "waiting/customer"),
        ("En attente fournisseur", "waiting/outside"), ("Résolu", "resolved"), ("Clos", "closed"),
        ("Refusé", "declined"), ("Aperto", "submitted"), ("In lavorazione", "in_progress"),
        ("In attesa del cliente", "waiting/customer"), ("In attesa di approvazione", "awaiting_approval/approver"),
        ("Risolto", "resolved"), ("Chiuso", "closed"), ("Annullato", "withdrawn"), ("Nuevo", "submitted"),
        ("En proceso", "in_progress"), ("En espera de proveedor", "waiting/outside"),
        ("Esperando respuesta del usuario", "waiting/customer"), ("Resuelto", "resolved"), ("Cerrado", "closed"),
        ("Rechazado", "declined"), ("Novo", "submitted"), ("Em andamento", "in_progress"),
        ("Aguardando usuário", "waiting/customer"), ("Aguardando fornecedor", "waiting/outside"),
        ("Resolvido", "resolved"), ("Fechado", "closed"), ("Cancelado", "withdrawn"),
    ],
)  # fmt: skip
def test_states(label: Any, meaning: Any) -> None:
    assert str(read_state(label)) == meaning


def test_codes_and_unheard_words_mean_nothing() -> None:
    assert read_state("-100") is None
    assert read_state("Frobnicated") is None
    assert read_state("") is None


def test_the_finer_state_decides_where_it_is_understood() -> None:
    assert str(read_label("Accepted", "Wait - User")) == "waiting/customer"
    assert str(read_label("Completed", "In Call")) == "resolved"
    assert str(read_label("Queued", "Frobnicated")) == "submitted"


def test_a_reason_to_wait_is_over_with_the_ticket() -> None:
    assert str(read_label("Resolved", "Awaiting Caller")) == "resolved"
    assert str(read_label("On Hold", "Awaiting Caller")) == "waiting/customer"
    assert str(read_label("Completed", "Cancelled")) == "withdrawn"


def test_states_are_read_together() -> None:
    zendesk = read_states(["new", "open", "pending", "on-hold", "solved", "closed"])
    assert {name: str(state) for name, state in zendesk.items()} == {
        "new": "submitted", "open": "in_progress", "pending": "waiting/customer",
        "on-hold": "waiting/outside", "solved": "resolved", "closed": "closed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "who"),
    [("EMPLOYEE", "customer"), ("Requester", "customer"), ("BUDGET OWNER", "approver"), ("PRE_APPROVER", "approver"),
     ("Line Manager", "approver"), ("Vorgesetzter", "approver"), ("UNDEFINED", "unknown"), ("System", "unknown"),
     ("ADMINISTRATION", "supplier"), ("Procurement", "supplier"), ("External vendor", "outside")],
)  # fmt: skip
def test_roles(role: Any, who: Any) -> None:
    assert performer_of(role, Mapping()) == who
    assert performer_of(role, Mapping(roles={role.lower(): "outside"})) == "outside"


def test_steps() -> None:
    assert role_in("Declaration REJECTED by BUDGET OWNER") == "BUDGET OWNER"
    assert role_in("Payment Handled") is None
    refused = read_step("Declaration REJECTED by SUPERVISOR", "approver", None)
    assert (refused.kind, refused.after, str(refused.last)) == ("refused", None, "declined")
    taken_back = read_step("Declaration REJECTED by EMPLOYEE", "customer", None)
    assert str(taken_back.last) == "withdrawn"
    assert str(read_step("Declaration SAVED by EMPLOYEE", "customer", None).after) == "draft"
    assert str(read_step("Payment Handled", None, None).after) == "closed"
    assert read_step("Draft and send request for advice", None, None).after is None
    assert str(read_step("Permit SUBMITTED by EMPLOYEE", "customer", None).last) == "submitted"


def test_promises_kept_and_missed() -> None:
    assert flags(["true", "false", "?"], "made_sla", Mapping()) == [True, False, None]
    assert flags(["true", "false"], "SLA breached", Mapping()) == [False, True]
    assert flags(["Within SLA", "SLA Violated"], "Resolution Status", Mapping()) == [True, False]
    own = Mapping(met=("good",), missed=("bad",))
    assert flags(["GOOD", "bad", "true"], "x", own) == [True, False, None]


def test_priorities() -> None:
    words = [
        "1 - Critical",
        "2 - High",
        "3 - Moderate",
        "4 - Low",
        "Urgent",
        "hoch",
        "P2",
        "media",
        "7",
        "x",
    ]
    assert priorities(words) == [1, 2, 3, 4, 1, 2, 2, 3, 4, None]
