"""People and departments from CSV: good rows in, bad rows told by line, nothing deleted."""

import csv
import io
from datetime import timedelta

import pytest

from inward.directory import csv_rows, queries
from inward.directory.csv_import import Imported, import_table
from inward.directory.models import Department, Membership, Person
from inward.kernel.errors import Invalid, NotAllowed
from inward.kernel.models import AuditEntry
from tests.support.world import START, World

LATER = START + timedelta(days=1)
TODAY = LATER.date()

PEOPLE = """name,email,department,role,manager,position,employment,time_zone
Nora North,nora@example.org,IT,agent,alice@example.org,Employee,Full-time,Europe/Berlin
Olaf Ost,olaf@example.org,Marketing,,nora@example.org,,Contractor,
"""
DEPARTMENTS = """name,code,kind,parent,head
Service Desk,SD,team,IT,ian@example.org
Operations,OPS,division,,
Networks,NET,Team,OPS,nobody@example.org
"""


def imported(world: World, text: str, *, dry_run: bool = False) -> Imported:
    table = csv_rows.read_table(text.encode())
    return import_table(actor=world.adam, table=table, now=LATER, dry_run=dry_run)


def counts(result: Imported) -> tuple[int, int, int, int]:
    return result.created, result.changed, result.unchanged, len(result.errors)


def test_people_are_created_with_department_role_and_manager(world: World) -> None:
    assert counts(imported(world, PEOPLE)) == (2, 0, 0, 0)
    nora = Person.objects.get(email="nora@example.org")
    olaf = Person.objects.get(email="olaf@example.org")
    assert queries.serves(nora, world.it, TODAY)
    assert (nora.manager, olaf.manager) == (world.alice, nora)
    assert queries.primary_department(olaf, TODAY) == world.marketing
    assert olaf.employment == Person.Employment.CONTRACTOR
    assert AuditEntry.objects.filter(action="person.created", subject_id=str(olaf.pk)).exists()
    assert not olaf.has_usable_password()


def test_the_same_file_again_changes_nothing(world: World) -> None:
    imported(world, PEOPLE)
    audited = AuditEntry.objects.count()
    assert counts(imported(world, PEOPLE)) == (0, 0, 2, 0)
    assert AuditEntry.objects.count() == audited


def test_changed_cells_change_and_empty_ones_leave_what_is_known(world: World) -> None:
    imported(world, PEOPLE)
    text = "email,name,department,role,manager\nNORA@example.org,Nora Nord,IT,lead,\n"
    assert counts(imported(world, text)) == (0, 1, 0, 0)
    nora = Person.objects.get(email="nora@example.org")
    assert (nora.name, nora.manager) == ("Nora Nord", world.alice)
    assert queries.leads(nora, world.it, TODAY)


def test_bad_rows_are_told_by_line_and_the_good_ones_are_in(world: World) -> None:
    text = (
        "name;email;department;role;manager;time_zone\n"
        "Good;good@example.org;IT;;;\n"
        ";nameless@example.org;IT;;;\n"
        "Bad Mail;not an address;IT;;;\n"
        "\n"
        '"Two\nlines";two@example.org;IT;;;\n'
        "No Dept;no@example.org;Astrology;;;\n"
        "Bad Role;role@example.org;IT;emperor;;\n"
        "Bad Zone;zone@example.org;IT;;;Mars/Olympus\n"
        "Twice;good@example.org;IT;;;\n"
        "Lost;lost@example.org;IT;;ghost@example.org;\n"
        "Below Lost;below@example.org;IT;;lost@example.org;\n"
        "Many;many@example.org;IT;;;;;;\n"
        "Role Alone;alone@example.org;;agent;;\n"
    )
    result = imported(world, text)
    assert counts(result) == (2, 0, 0, 10)
    reasons = {error.line: error.reason for error in result.errors}
    assert sorted(reasons) == [3, 4, 8, 9, 10, 11, 12, 13, 14, 15]
    assert "name: is missing" in reasons[3]
    assert "not an e-mail address" in reasons[4]
    assert "Astrology is not known" in reasons[8]
    assert "role: Choose one of" in reasons[9]
    assert "not a time zone" in reasons[10]
    assert "stands in line 2 already" in reasons[11]
    assert "ghost@example.org is not known" in reasons[12]
    assert "lost@example.org is not known" in reasons[13]
    assert Person.objects.get(email="two@example.org").name == "Two lines"


def test_nobody_manages_themselves_around_a_circle(world: World) -> None:
    text = (
        "name,email,manager\n"
        "A,a@example.org,b@example.org\n"
        "B,b@example.org,a@example.org\n"
        "C,c@example.org,\n"
        "D,d@example.org,d@example.org\n"
    )
    result = imported(world, text)
    assert counts(result) == (1, 0, 0, 3)
    assert all("leads back to" in error.reason for error in result.errors)


def test_a_circle_that_the_file_closes_over_known_people_is_refused(world: World) -> None:
    imported(world, PEOPLE)  # olaf → nora → alice
    text = "name,email,manager\nAlice Amberg,alice@example.org,olaf@example.org\n"
    assert counts(imported(world, text)) == (0, 0, 0, 1)


def test_managers_change_places_whatever_the_order_of_the_rows(world: World) -> None:
    imported(world, PEOPLE)  # olaf → nora → alice
    text = (
        "name,email,manager\n"
        "Alice Amberg,alice@example.org,nora@example.org\n"
        "Nora North,nora@example.org,olaf@example.org\n"
        "Olaf Ost,olaf@example.org,max@example.org\n"
    )
    assert counts(imported(world, text)) == (0, 3, 0, 0)
    assert counts(imported(world, text)) == (0, 0, 3, 0)


def test_departments_change_places_whatever_the_order_of_the_rows(world: World) -> None:
    imported(world, "name,code,parent\nA,A,\nB,B,A\nC,C,B\n")
    text = "name,code,parent\nA,A,B\nB,B,C\nC,C,IT\n"
    assert counts(imported(world, text)) == (0, 3, 0, 0)
    assert Department.objects.get(code="A").path.count("/") == 5


def test_a_dry_run_tells_the_same_and_changes_nothing(world: World) -> None:
    people, audited = Person.objects.count(), AuditEntry.objects.count()
    assert counts(imported(world, PEOPLE, dry_run=True)) == (2, 0, 0, 0)
    assert (Person.objects.count(), AuditEntry.objects.count()) == (people, audited)


def test_a_new_department_becomes_primary_and_the_old_membership_stays(world: World) -> None:
    text = "name,email,department\nMara Mai,mara@example.org,Finance\n"
    assert counts(imported(world, text)) == (0, 1, 0, 0)
    assert queries.primary_department(world.mara, TODAY) == world.finance
    assert set(queries.departments_of(world.mara, TODAY)) == {world.finance, world.marketing}


def test_a_head_in_the_file_takes_over_and_the_old_one_stays_a_member(world: World) -> None:
    text = (
        "name,email,department,role\n"
        "Ian Iversen,ian@example.org,IT,head\n"
        "Alice Amberg,alice@example.org,IT,agent\n"
    )
    assert counts(imported(world, text)) == (0, 2, 0, 0)
    world.it.refresh_from_db()
    assert world.it.head == world.ian
    seat = Membership.objects.get(person=world.alice, until__isnull=True)
    assert seat.role == Membership.Role.AGENT


def test_people_who_left_are_refused(world: World) -> None:
    Person.objects.filter(pk=world.mara.pk).update(is_active=False)
    result = imported(world, "name,email\nMara Mai,mara@example.org\n")
    assert counts(result) == (0, 0, 0, 1)
    assert "has left" in result.errors[0].reason


def test_departments_come_with_parents_in_any_order(world: World) -> None:
    text = "name,code,parent\nChild,CH,PA\nParent,PA,\nOrphan,OR,NONE\n"
    result = imported(world, text)
    assert counts(result) == (2, 0, 0, 1)
    assert "NONE is not known" in result.errors[0].reason
    child = Department.objects.get(code="CH")
    assert child.parent is not None
    assert child.parent.code == "PA"


def test_departments_are_found_again_by_code_and_an_unknown_head_is_noted(world: World) -> None:
    result = imported(world, DEPARTMENTS)
    assert counts(result) == (3, 0, 0, 0)
    assert [line for line, _ in result.notes] == [4]
    assert Department.objects.get(code="SD").head == world.ian
    assert counts(imported(world, DEPARTMENTS)) == (0, 0, 3, 0)
    moved = imported(world, "name,code,parent,kind\nService Desk 2,SD,OPS,department\n")
    assert counts(moved) == (0, 1, 0, 0)
    desk = Department.objects.get(code="SD")
    assert (desk.name, desk.kind, desk.path.count("/")) == ("Service Desk 2", "department", 3)


def test_departments_in_a_circle_are_refused(world: World) -> None:
    result = imported(world, "name,code,parent\nA,A,B\nB,B,A\nC,C,\n")
    assert counts(result) == (1, 0, 0, 2)


def test_only_administrators_import(world: World) -> None:
    table = csv_rows.read_table(PEOPLE.encode())
    with pytest.raises(NotAllowed):
        import_table(actor=world.alice, table=table, now=LATER)


@pytest.mark.parametrize(
    "data",
    [
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.encode("utf-16"),
        PEOPLE.replace(",", ";").replace("\n", "\r\n").encode(),
        PEOPLE.replace(",", "\t").encode(),
        PEOPLE.replace("email", "E-Mail").replace("time_zone", "Time Zone").encode(),
    ],
)
def test_files_of_any_spreadsheet_are_read(data: bytes) -> None:
    table = csv_rows.read_table(data)
    assert table.kind == "people"
    assert [row.line for row in table.rows] == [2, 3]
    assert table.rows[0].values["email"] == "nora@example.org"


def test_windows_letters_are_read(world: World) -> None:
    table = csv_rows.read_table("name,email\nJürgen Groß,j@example.org\n".encode("cp1252"))
    assert table.rows[0].values["name"] == "Jürgen Groß"


@pytest.mark.parametrize("text", ["", "\n\n", "name\nNora\n", "name,code,code\nA,B,C\n"])
def test_a_file_without_the_needed_columns_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        csv_rows.read_table(text.encode())


def test_hostile_cells_are_refused_or_made_harmless(world: World) -> None:
    text = (
        "name,email,=cmd|'/c calc'!A1\n"
        "Nul\x00,nul@example.org,\n"
        "Right\u202eLeft,bidi@example.org,=1+1\n"
        "=HYPERLINK(1),formula,@SUM(1)\n"
    )
    table = csv_rows.read_table(text.encode())
    result = import_table(actor=world.adam, table=table, now=LATER)
    assert [error.line for error in result.errors] == [2, 4]
    assert Person.objects.get(email="bidi@example.org").name == "RightLeft"
    written = list(csv.reader(io.StringIO(csv_rows.rejects_csv(table, result.errors))))
    assert written[0][2:] == ["name", "email", "'=cmd|'/c calc'!A1"]
    assert written[2][2:] == ["'=HYPERLINK(1)", "formula", "'@SUM(1)"]
