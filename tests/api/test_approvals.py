"""Approvals over the API: the same actions as the pages."""

from inward.tickets.models import Ticket, TicketEvent
from tests.api.test_tickets import asked, post, signed
from tests.support.world_promises import Promises
from tests.tickets.approving import MANAGER, with_policy


def test_a_policy_is_set_asked_and_decided(promises: Promises) -> None:
    w = promises
    said = {"offering": w.new_laptop.pk, "stages": [dict(MANAGER)]}
    kept = post(signed(w.alice), "/approval-policies", said)
    assert (kept.status_code, kept.json()["stages"][0]["name"]) == (200, "Manager")
    assert post(signed(w.ian), "/approval-policies", said).status_code == 404
    key = asked(w).json()["key"]
    done = post(signed(w.max), f"/tickets/{key}/decisions", {"decision": "approve"})
    assert done.json()["category"] == "submitted"
    assert TicketEvent.objects.latest("pk").data["approval"]["via"] == "api"


def test_faults_of_a_policy_are_told_by_place(promises: Promises) -> None:
    w = promises
    said = {"offering": w.new_laptop.pk, "stages": [{"name": "A", "quorum": 0}]}
    refused = post(signed(w.alice), "/approval-policies", said)
    assert refused.status_code == 422
    assert "approval_policy.0.quorum" in str(refused.json())


def test_refusing_needs_a_reason_and_declines(promises: Promises) -> None:
    w = promises
    with_policy(w, MANAGER)
    key = asked(w).json()["key"]
    maximal = signed(w.max)
    said = {"decision": "refuse", "text": ""}
    assert post(maximal, f"/tickets/{key}/decisions", said).status_code == 422
    said["text"] = "No."
    done = post(maximal, f"/tickets/{key}/decisions", said).json()
    assert (done["category"], done["reason_kind"]) == ("declined", "not_entitled")


def test_asking_by_hand_and_changing_what_was_asked(promises: Promises) -> None:
    w = promises
    key = asked(w).json()["key"]
    said = {"people": [w.fiona.pk], "text": "May we?"}
    done = post(signed(w.ian), f"/tickets/{key}/approvals", said)
    assert done.json()["category"] == "awaiting_approval"
    changed = post(signed(w.mara), f"/tickets/{key}/amendments", {"answers": {"model": "Powerful"}})
    assert changed.status_code == 200
    assert Ticket.objects.get().answers == {"model": "Powerful"}
