"""Invented logs in the styles of many systems: text of a file and what should be read from it."""

# ruff: noqa: E501 (tables read better in long lines)

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2024, 3, 4, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Style:
    """One way of writing a log. ``expected``: role → column; ``moments``: date column → state."""

    name: str
    header: Sequence[str]
    rows: Callable[[random.Random], Iterator[list[str]]]
    semantics: str
    expected: dict[str, str]
    moments: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    delimiter: str = ","
    encoding: str = "utf-8"

    def text(self, seed: int = 7) -> bytes:
        """The file's bytes: header and rows, quoted where needed."""
        lines = [self.header, *self.rows(random.Random(seed))]
        return "\r\n".join(self.delimiter.join(map(self._cell, row)) for row in lines).encode(
            self.encoding
        )

    def _cell(self, value: str) -> str:
        quoted = self.delimiter in value or '"' in value
        return '"' + value.replace('"', '""') + '"' if quoted else value


@dataclass(frozen=True)
class Life:
    """One invented ticket: its number and the instants of its steps."""

    number: int
    opened: datetime
    steps: tuple[datetime, ...]


def lives(chance: random.Random, count: int = 150, most: int = 5) -> Iterator[Life]:
    """Tickets over some months, each with two to ``most`` further steps."""
    at = START
    for number in range(1, count + 1):
        at += timedelta(minutes=chance.randint(5, 1800))
        steps, last = [], at
        for _ in range(chance.randint(2, most)):
            last += timedelta(minutes=chance.randint(3, 4000))
            steps.append(last)
        yield Life(number, at, tuple(steps))


def one_row(
    make: Callable[[random.Random, Life], list[str]],
) -> Callable[[random.Random], Iterator[list[str]]]:
    """Rows of a log with one row a ticket."""
    return lambda chance: (make(chance, life) for life in lives(chance))


def events(
    make: Callable[[random.Random, Life, int, datetime], list[str]],
) -> Callable[[random.Random], Iterator[list[str]]]:
    """Rows of a log with one row an event, in the order of time over all tickets."""

    def rows(chance: random.Random) -> Iterator[list[str]]:
        found = []
        for life in lives(chance):
            sub = random.Random(life.number)
            for n, at in enumerate((life.opened, *life.steps)):
                found.append((at, make(sub, life, n, at)))
        return (row for _, row in sorted(found, key=lambda pair: pair[0]))

    return rows


def _pick(chance: random.Random, values: str) -> str:
    return chance.choice(values.split("|"))


def _maybe(chance: random.Random, text: str, share: float = 0.9) -> str:
    return text if chance.random() < share else ""


def _servicenow(c: random.Random, t: Life) -> list[str]:
    def f(at: datetime) -> str:
        return at.strftime("%Y-%m-%d %H:%M:%S")

    return [
        f"INC{t.number:07}", f(t.opened), "Printer does not print", _pick(c, "Ann Lee|Bo Kim|Cy Day"),
        _pick(c, "Hardware|Network|Access"), _pick(c, "1 - Critical|2 - High|3 - Moderate|4 - Low"),
        "Closed", _pick(c, "Service Desk|Network Ops|Field Support"), _pick(c, "Dan Fox|Eve Orr|Flo Ray"),
        f(t.steps[0]), f(t.steps[1]), _pick(c, "true|false"), _pick(c, "Berlin|Oslo|Rome"),
        _pick(c, "Phone|Email|Self-service"),
    ]  # fmt: skip


def _jira(c: random.Random, t: Life) -> list[str]:
    def f(at: datetime) -> str:
        return at.strftime("%d/%b/%y %I:%M %p").lstrip("0")

    status = _pick(c, "Done|Done|In Progress|To Do")
    done = f(t.steps[0]) if status == "Done" else ""
    return [
        "Fix the thing, please", f"HELP-{t.number}", str(10_000 + t.number), _pick(c, "Service Request|Incident"),
        status, _pick(c, "High|Medium|Low"), _pick(c, "kim|lee|ray|"), _pick(c, "ann|bob|cyd|dot"),
        f(t.opened), f(t.steps[1]), done, _pick(c, "Laptops|Accounts|VPN"),
    ]  # fmt: skip


def _zendesk(c: random.Random, t: Life) -> list[str]:
    def f(at: datetime) -> str:
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    status = _pick(c, "solved|solved|pending|open|on-hold|new")
    return [
        str(t.number), "Question", _pick(c, "Zoe|Yan|Xia|Wil"), _pick(c, "Logistics|Plant 2|Board|Sales"),
        _pick(c, "Tier 1|Tier 2|Facilities"), _pick(c, "Kit|Lou|Max"), status, _pick(c, "urgent|high|normal|low"),
        _pick(c, "email|web|chat"), f(t.opened), f(t.steps[0]), f(t.steps[1]) if status == "solved" else "",
    ]  # fmt: skip


def _freshservice(c: random.Random, t: Life) -> list[str]:
    def f(at: datetime) -> str:
        return at.strftime("%d-%m-%Y %H:%M")

    return [
        str(900 + t.number), "Need a laptop", "Closed", _pick(c, "Low|Medium|High|Urgent"), _pick(c, "Portal|Email"),
        _pick(c, "Incident|Service Request"), _pick(c, "Uma|Vic|Wes"), _pick(c, "Hardware Team|App Team"),
        f(t.opened), f(t.opened + timedelta(hours=48)), f(t.steps[0]), _maybe(c, f(t.steps[1])), f(t.steps[1]),
        _pick(c, "Ida|Jon|Kai|Lia"), _pick(c, "Finance|HR|Legal|Sales"), _pick(c, "Within SLA|SLA Violated"),
    ]  # fmt: skip


def _otrs(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    states = ["new", "open", "pending reminder", "open", "closed successful", "closed successful"]
    return [
        str(t.number * 10 + n), f"2024{t.number:06}", _pick(c, "StateUpdate|Move|OwnerUpdate|NewTicket"),
        _pick(c, "Raw|Postmaster|IT::Desk|IT::Net"), states[n], _pick(c, "agent1|agent2|agent3"),
        f"user{t.number % 17}", at.strftime("%Y-%m-%d %H:%M:%S"),
    ]  # fmt: skip


def _glpi(c: random.Random, t: Life) -> list[str]:
    def f(at: datetime) -> str:
        return at.strftime("%d-%m-%Y %H:%M")

    return [
        str(t.number), "Problème d'accès", _pick(c, "Clos|Résolu|En cours (attribué)|En attente"), f(t.opened),
        _pick(c, "Très haute|Haute|Moyenne|Basse"), _pick(c, "Durand|Dupont|Petit|Moreau"),
        _pick(c, "Équipe réseau|Équipe postes"), _pick(c, "Leroy|Roux"), _pick(c, "Logiciel|Matériel"),
        f(t.steps[0]), f(t.steps[1]), _pick(c, "Comptabilité|Direction|Achats"),
    ]  # fmt: skip


def _german(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    states = [
        "Neu",
        "In Bearbeitung",
        "Wartet auf Rückmeldung Kunde",
        "In Bearbeitung",
        "Gelöst",
        "Geschlossen",
    ]
    return [
        f"T-{t.number}", at.strftime("%d.%m.%Y %H:%M"), states[n], _pick(c, "Netzwerk|Arbeitsplatz|SAP"),
        _pick(c, "Vogt|Kern|Lang"), ["Einkauf", "Vertrieb", "Lager"][t.number % 3], ["hoch", "mittel", "niedrig"][t.number % 3],
        ["Drucker", "Konto"][t.number % 2],
    ]  # fmt: skip


def _purchase(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    steps = [
        ("Requisition submitted", "Requester"), ("Requisition approved", "Line Manager"),
        ("Requisition approved", "Budget Owner"), ("Order placed", "Procurement"),
        ("Goods received", "Warehouse"), ("Invoice paid", "Accounts Payable"),
    ]  # fmt: skip
    name, role = steps[n]
    return [f"PR{t.number:05}", name, role, _pick(c, "A. Berg|B. Lund|C. Dahl"), str(int(at.timestamp())),
            ["Marketing", "Sales", "Plant"][t.number % 3]]  # fmt: skip


def _us(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    states = [
        "Assigned",
        "Work In Progress",
        "Pending Vendor",
        "Work In Progress",
        "Resolved",
        "Closed",
    ]
    return [
        at.strftime("%m/%d/%Y %I:%M:%S %p"), f"SR-{t.number}", states[n], _pick(c, "Desktop|Server|Telecom"),
        _pick(c, "jdoe|mroe"), ["Chicago", "Dallas", "Boston"][t.number % 3], f"emp{t.number % 40}",
    ]  # fmt: skip


def _italian(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    states = ["Aperto", "Assegnato", "In attesa del cliente", "In lavorazione", "Risolto", "Chiuso"]
    return [
        str(5000 + t.number), at.strftime("%d/%m/%Y %H.%M"), states[n], _pick(c, "Sistemi|Rete|Applicativi"),
        _pick(c, "Rossi|Bianchi|Verdi"), ["Acquisti", "Vendite", "Produzione"][t.number % 3], ["Alta", "Media", "Bassa"][t.number % 3],
    ]  # fmt: skip


def _spanish(c: random.Random, t: Life) -> list[str]:
    def f(at: datetime) -> str:
        return at.strftime("%d/%m/%Y %H:%M:%S")

    return [
        f"S-{t.number}", _pick(c, "Cerrado|Resuelto|En proceso|En espera de proveedor"), f(t.opened), f(t.steps[0]), f(t.steps[1]),
        _pick(c, "Mesa de ayuda|Redes"), _pick(c, "García|López"), _pick(c, "Compras|Ventas|Planta"), _pick(c, "Alta|Media|Baja"),
    ]  # fmt: skip


def _changelog(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    states = ["Open", "In Progress", "Waiting for customer", "In Progress", "Resolved", "Closed"]
    return [
        str(t.number * 100 + n), f"OPS-{t.number}", _pick(c, "ann|bob|cyd"), at.strftime("%Y-%m-%dT%H:%M:%S.000+0200"),
        states[n - 1] if n else "", states[n], _pick(c, "Platform|Payments"),
    ]  # fmt: skip


def _audit(c: random.Random, t: Life, n: int, at: datetime) -> list[str]:
    changes = [
        ("status", "", "Open"), ("assignment_group", "", _pick(c, "Desk|Net")), ("assignee", "", _pick(c, "kim|lee")),
        ("status", "Open", "Waiting for customer"), ("priority", "Low", "High"), ("status", "Waiting for customer", "Closed"),
    ]  # fmt: skip
    field_name, old, new = changes[n]
    return [f"HD-{t.number}", t.opened.strftime("%Y-%m-%d %H:%M"), at.strftime("%Y-%m-%d %H:%M"),
            _pick(c, "ann|bob|cyd"), field_name, old, new, ["Sales", "Legal"][t.number % 2]]  # fmt: skip


STYLES = [
    Style(
        "audit_of_fields",
        ("issue key", "created", "changed at", "changed by", "field", "from", "to", "requester department"),
        events(_audit), "state",
        {"case": "issue key", "at": "changed at", "submitted": "created", "field": "field", "state": "to",
         "actor": "changed by", "customer": "requester department"},
        states={"Waiting for customer": "waiting/customer", "Closed": "closed"},
    ),
    Style(
        "servicenow_rows",
        ("Number", "Opened", "Short description", "Caller", "Category", "Priority", "State", "Assignment group",
         "Assigned to", "Resolved", "Closed", "Made SLA", "Location", "Contact type"),
        one_row(_servicenow), "rows",
        {"case": "Number", "title": "Short description", "submitted": "Opened", "state": "State", "department": "Assignment group",
         "person": "Assigned to", "customer": "Location", "requester": "Caller", "service": "Category",
         "priority": "Priority", "sla": "Made SLA", "channel": "Contact type"},
        {"Resolved": "resolved", "Closed": "closed"},
    ),
    Style(
        "jira_rows",
        ("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Priority", "Assignee", "Reporter",
         "Created", "Updated", "Resolved", "Component/s"),
        one_row(_jira), "rows",
        {"case": "Issue key", "title": "Summary", "submitted": "Created", "state": "Status", "person": "Assignee",
         "requester": "Reporter", "kind": "Issue Type", "priority": "Priority"},
        {"Updated": "state", "Resolved": "resolved"},
    ),
    Style(
        "zendesk_rows",
        ("Id", "Subject", "Requester", "Organization", "Group", "Assignee", "Status", "Priority", "Via",
         "Created at", "Updated at", "Solved at"),
        one_row(_zendesk), "rows",
        {"case": "Id", "submitted": "Created at", "state": "Status", "department": "Group",
         "person": "Assignee", "customer": "Organization", "requester": "Requester", "channel": "Via"},
        {"Updated at": "state", "Solved at": "resolved"},
    ),
    Style(
        "freshservice_rows",
        ("Ticket ID", "Subject", "Status", "Priority", "Source", "Type", "Agent", "Group", "Created Time",
         "Due by Time", "Resolved Time", "Closed Time", "Last Updated Time", "Requester Name", "Department",
         "Resolution Status"),
        one_row(_freshservice), "rows",
        {"case": "Ticket ID", "submitted": "Created Time", "state": "Status", "department": "Group",
         "person": "Agent", "customer": "Department", "requester": "Requester Name",
         "deadline": "Due by Time", "sla": "Resolution Status", "channel": "Source"},
        {"Resolved Time": "resolved", "Closed Time": "closed", "Last Updated Time": "state"},
    ),
    Style(
        "otrs_history",
        ("id", "tn", "history_type", "queue", "state", "owner", "customer_user_id", "create_time"),
        events(_otrs), "state",
        {"case": "tn", "at": "create_time", "state": "state", "department": "queue", "person": "owner",
         "requester": "customer_user_id"},
        states={"pending reminder": "waiting/date", "closed successful": "closed"}, delimiter=";",
    ),
    Style(
        "glpi_rows",
        ("ID", "Titre", "Statut", "Date d'ouverture", "Priorité", "Demandeur", "Groupe de techniciens",
         "Technicien", "Catégorie", "Date de résolution", "Date de clôture", "Service demandeur"),
        one_row(_glpi), "rows",
        {"case": "ID", "submitted": "Date d'ouverture", "state": "Statut", "department": "Groupe de techniciens",
         "person": "Technicien", "customer": "Service demandeur", "requester": "Demandeur",
         "service": "Catégorie", "priority": "Priorité"},
        {"Date de résolution": "resolved", "Date de clôture": "closed"},
        delimiter=";", encoding="cp1252",
    ),
    Style(
        "german_events",
        ("Ticketnummer", "Zeitstempel", "Status", "Bearbeitergruppe", "Bearbeiter", "Abteilung des Melders",
         "Priorität", "Kategorie"),
        events(_german), "state",
        {"case": "Ticketnummer", "at": "Zeitstempel", "state": "Status", "department": "Bearbeitergruppe",
         "person": "Bearbeiter", "customer": "Abteilung des Melders", "service": "Kategorie"},
        states={"Wartet auf Rückmeldung Kunde": "waiting/customer", "Gelöst": "resolved"},
        delimiter=";", encoding="utf-16",
    ),
    Style(
        "purchase_approvals",
        ("request_no", "step", "role", "performed_by", "ts", "requesting_department"),
        events(_purchase), "activity",
        {"case": "request_no", "at": "ts", "state": "step", "role": "role", "person": "performed_by",
         "customer": "requesting_department"},
    ),
    Style(
        "american_events",
        ("Last Modified Date", "Request ID", "Status", "Support Group", "Assignee", "Site", "Requested By"),
        events(_us), "state",
        {"case": "Request ID", "at": "Last Modified Date", "state": "Status", "department": "Support Group",
         "person": "Assignee", "customer": "Site", "requester": "Requested By"},
        states={"Pending Vendor": "waiting/outside"}, delimiter="\t",
    ),
    Style(
        "italian_events",
        ("Numero ticket", "Data ora", "Stato", "Gruppo di assegnazione", "Operatore", "Reparto richiedente", "Priorità"),
        events(_italian), "state",
        {"case": "Numero ticket", "at": "Data ora", "state": "Stato", "department": "Gruppo di assegnazione",
         "person": "Operatore", "customer": "Reparto richiedente", "priority": "Priorità"},
        states={"In attesa del cliente": "waiting/customer", "Chiuso": "closed"}, delimiter=";",
    ),
    Style(
        "spanish_rows",
        ("Número de ticket", "Estado", "Fecha de creación", "Fecha de resolución", "Fecha de cierre",
         "Grupo de asignación", "Asignado a", "Departamento solicitante", "Prioridad"),
        one_row(_spanish), "rows",
        {"case": "Número de ticket", "submitted": "Fecha de creación", "state": "Estado",
         "department": "Grupo de asignación", "person": "Asignado a", "customer": "Departamento solicitante"},
        {"Fecha de resolución": "resolved", "Fecha de cierre": "closed"}, delimiter="|",
    ),
    Style(
        "changelog",
        ("history_id", "issue", "author", "changed", "from", "to", "team"),
        events(_changelog), "state",
        {"case": "issue", "at": "changed", "state": "to", "department": "team", "actor": "author"},
        states={"Waiting for customer": "waiting/customer"},
    ),
]  # fmt: skip
