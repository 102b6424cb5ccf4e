"""The SQL behind `facts`: three shapes of log (state, activity, rows), one shape of facts."""

from collections.abc import Iterator

from inward.logs.dates import sql_text
from inward.logs.meaning import CATEGORIES, WAITING_ON, state_meaning
from inward.logs.staging import Staging

# Attributes of a ticket, as columns of the staging table.
ATTRIBUTES = {
    "customer": "INTEGER", "requester": "INTEGER", "service": "INTEGER", "kind": "INTEGER",
    "priority": "INTEGER", "channel": "INTEGER", "sla": "INTEGER", "submitted_": "TIMESTAMP",
    "deadline_": "TIMESTAMP", "ended_": "TIMESTAMP", "handoffs_": "INTEGER", "reopens_": "INTEGER",
}  # fmt: skip
CONSTANT_ATTRIBUTES = ("customer", "service")
KINDS = (
    "submitted", "accepted", "assigned", "asked", "answered", "handed_off", "replied", "noted",
    "approval_requested", "approved", "refused", "resolved", "confirmed", "reopened", "closed",
    "declined", "withdrawn", "merged", "updated",
)  # fmt: skip
CATEGORY = f"ENUM({', '.join(map(sql_text, CATEGORIES))})"
WAITS = f"ENUM({', '.join(map(sql_text, WAITING_ON))})"
KIND = f"ENUM({', '.join(map(sql_text, KINDS))})"

# Kind of an event of a state log, from what changed against the event before.
STATE_KIND = """
CASE
  WHEN category IN ('declined', 'withdrawn', 'merged', 'closed', 'resolved')
       AND category IS DISTINCT FROM category_before THEN category::VARCHAR
  WHEN category_before IN ('resolved', 'closed')
       AND category NOT IN ('resolved', 'closed', 'declined', 'withdrawn', 'merged') THEN 'reopened'
  WHEN ordinal = 1 THEN 'submitted'
  WHEN department <> department_before THEN 'handed_off'
  WHEN category = 'awaiting_approval' AND category <> category_before THEN 'approval_requested'
  WHEN category = 'waiting' AND waiting_on = 'customer'
       AND NOT (category_before = 'waiting' AND waited_on = 'customer') THEN 'asked'
  WHEN category <> 'waiting' AND category_before = 'waiting' AND waited_on = 'customer'
       THEN 'answered'
  WHEN category <> category_before AND category_before = 'awaiting_approval' THEN 'approved'
  WHEN category IN ('accepted', 'in_progress')
       AND coalesce(category_before, 'submitted') = 'submitted' THEN 'accepted'
  WHEN person IS NOT NULL AND person IS DISTINCT FROM person_before THEN 'assigned'
  ELSE 'updated'
END"""

# After a step the ball lies with whoever performs the next one.
STEP_CATEGORY = """
CASE
  WHEN after IS NOT NULL THEN after
  WHEN next_line IS NULL THEN coalesce(last, 'closed')
  WHEN next_performer = 'customer' OR next_performer = 'outside' THEN 'waiting'
  WHEN next_performer = 'approver' THEN 'awaiting_approval'
  WHEN next_performer = 'supplier' THEN 'in_progress'
  ELSE 'unknown'
END"""
STEP_WAITING_ON = """
CASE
  WHEN after IS NOT NULL THEN after_waiting_on
  WHEN next_line IS NOT NULL AND next_performer IN ('customer', 'outside', 'approver')
       THEN next_performer
END"""
# Where no step of the log says that it ends a ticket, the last one does.
STEP_KIND = """
CASE
  WHEN after IN ('resolved', 'closed', 'withdrawn', 'merged') THEN after::VARCHAR
  WHEN next_line IS NULL AND ordinal > 1 AND last = 'closed' AND step IN ('updated', 'approved')
       AND NOT EXISTS (SELECT 1 FROM log_labels WHERE category IN ('resolved', 'closed'))
       THEN 'closed'
  WHEN ordinal = 1 AND coalesce(step, 'updated') = 'updated' THEN 'submitted'
  ELSE coalesce(step, 'updated')
END"""


def _of_supplier(what: str) -> str:
    """Department or person after a step: of the next performer, at last of the step's own."""
    return f"""
        CASE WHEN next_line IS NULL THEN CASE WHEN performer = 'supplier' THEN own_{what} END
             WHEN next_performer = 'supplier' THEN next_{what} END"""


class Shape:
    """The statements for one staged log."""

    def __init__(self, staging: Staging) -> None:
        self.mapping = staging.mapping
        self.moments = staging.moments
        self.constants = staging.constants
        self.staged = set(staging.staged)

    def statements(self) -> Iterator[str]:
        """In the order in which they must run."""
        yield self._cases()
        yield self._titles()
        if self.mapping.semantics == "rows":
            yield self._moments()
        yield self._placed()
        yield "DROP TABLE IF EXISTS log_moments"
        yield "DROP TABLE log_staging"
        yield self._tickets()
        yield self._events()
        yield "DROP TABLE log_placed"
        yield self._view()

    def _column(self, name: str, kind: str = "INTEGER") -> str:
        return f"s.{name}" if name in self.staged else f"NULL::{kind}"

    def _constant(self, role: str, column: str) -> str:
        number = self.constants.get(role)
        return f"coalesce({column}, {number})" if number else column

    @property
    def accepted(self) -> str:
        """The condition under which a staged row is taken in."""
        if self.mapping.semantics == "rows":
            return "case_key IS NOT NULL AND moment_0_ IS NOT NULL"
        return "case_key IS NOT NULL AND at_ IS NOT NULL"

    def _cases(self) -> str:
        return f"""
            CREATE OR REPLACE TEMP TABLE log_cases AS
            SELECT case_key, row_number() OVER (ORDER BY first_line)::INTEGER AS id
            FROM (SELECT case_key, min(line) AS first_line FROM log_staging
                  WHERE {self.accepted} GROUP BY case_key)"""

    def _titles(self) -> str:
        """The last title of each ticket, where titles are kept."""
        title = "title" if "title" in self.staged else "NULL::VARCHAR"
        return f"""
            CREATE OR REPLACE TABLE log_titles AS
            SELECT c.id AS ticket_id, arg_max({title}, s.line) AS title
            FROM log_staging s JOIN log_cases c USING (case_key)
            WHERE {self.accepted} AND trim({title}) <> '' GROUP BY c.id"""

    def _moments(self) -> str:
        """One row a ticket: each filled date becomes an event."""
        parts = [self._moment(n, column) for n, column in enumerate(self.moments)]
        return "CREATE OR REPLACE TEMP TABLE log_moments AS " + " UNION ALL ".join(parts)

    def _moment(self, number: int, column: str) -> str:
        meaning = self.mapping.moments.get(column, "submitted")
        final = "(SELECT category FROM log_labels WHERE log_labels.id = s.label)"
        final = final if "label" in self.staged else "NULL"
        if meaning == "state":
            category = f"coalesce({final}, 'unknown')"
            waits = "(SELECT waiting_on FROM log_labels WHERE log_labels.id = s.label)"
            waits = waits if "label" in self.staged else "NULL"
        else:
            state = state_meaning(meaning)
            category = sql_text(state.category)
            waits = sql_text(state.waiting_on) if state.waiting_on else "NULL"
            if state.category in {"resolved", "closed"}:
                ended = "('declined', 'withdrawn', 'merged')"
                category = f"CASE WHEN {final} IN {ended} THEN {final} ELSE {category} END"
        person = self._column("person") if number else "NULL::INTEGER"
        return f"""
            SELECT s.case_key, s.line, s.moment_{number}_ AS at_, {number}::BIGINT AS ordinal_,
                   {category} AS category, {waits} AS waiting_on, {person} AS person,
                   {self._column("label")} AS label, {self._facets()}
            FROM log_staging s WHERE {self.accepted} AND s.moment_{number}_ IS NOT NULL"""

    def _facets(self) -> str:
        """The mapped columns that describe the ticket, who holds it and who wrote."""
        found = [f"{self._constant('supplier', self._column('department'))} AS department"]
        found += [f"{source} AS {name}" for name, source in self._attributes().items()]
        return ", ".join([*found, f"{self._column('actor')} AS actor"])

    def _attributes(self) -> dict[str, str]:
        """Attributes of the ticket that this log has → where a row has them."""
        found = {name: f"s.{name}" for name in ATTRIBUTES if name in self.staged}
        for name in CONSTANT_ATTRIBUTES:
            if name in self.constants:
                found[name] = self._constant(name, self._column(name))
        return found

    def _placed(self) -> str:
        if self.mapping.semantics == "activity":
            return self._placed_steps()
        source = "log_moments" if self.mapping.semantics == "rows" else f"({self._states()})"
        return f"""
            CREATE OR REPLACE TEMP TABLE log_placed AS
            WITH known AS (
              SELECT c.id AS ticket_id, x.* EXCLUDE (case_key, category, waiting_on),
                     x.category::{CATEGORY} AS category, x.waiting_on::{WAITS} AS waiting_on
              FROM {source} x JOIN log_cases c USING (case_key)
            ), placed AS (
              SELECT *, row_number() OVER w AS ordinal,
                     lag(category IGNORE NULLS) OVER w AS category_before,
                     lag(waiting_on) OVER w AS waited_on,
                     lag(department IGNORE NULLS) OVER w AS department_before,
                     lag(person) OVER w AS person_before
              FROM known WINDOW w AS (PARTITION BY ticket_id ORDER BY at_, ordinal_, line)
            )
            SELECT * EXCLUDE (category_before, waited_on, department_before, person_before),
                   ({STATE_KIND})::{KIND} AS event_kind
            FROM placed"""

    def _states(self) -> str:
        return f"""
            SELECT s.case_key, s.line, s.at_, {self._column("ordinal_", "BIGINT")} AS ordinal_,
                   l.category, l.waiting_on, {self._column("person")} AS person,
                   {self._column("label")} AS label, {self._facets()}
            FROM log_staging s LEFT JOIN log_labels l ON l.id = {self._column("label")}
            WHERE {self.accepted}"""

    def _placed_steps(self) -> str:
        own = (
            "s.department"
            if "department" in self.staged
            else "coalesce(r.department_id, l.department_id)"
        )
        own = self._constant("supplier", own)
        # A role column that says nothing ('UNDEFINED') is a system, unless a department is named.
        unsaid = f"CASE WHEN {own} IS NULL THEN 'unknown' ELSE 'supplier' END"
        unsaid = unsaid if "role" in self.staged else "'supplier'"
        return f"""
            CREATE OR REPLACE TEMP TABLE log_placed AS
            WITH known AS (
              SELECT c.id AS ticket_id, s.line, s.at_,
                     {self._column("ordinal_", "BIGINT")} AS ordinal_,
                     l.category::{CATEGORY} AS after, l.waiting_on AS after_waiting_on, l.last,
                     l.kind AS step, coalesce(r.performer, l.performer, {unsaid}) AS performer,
                     {own} AS own_department, {self._column("person")} AS own_person,
                     {self._column("label")} AS label, {self._facets()}
              FROM log_staging s JOIN log_cases c USING (case_key)
                   LEFT JOIN log_labels l ON l.id = {self._column("label")}
                   LEFT JOIN log_roles r ON r.id = {self._column("role")}
              WHERE {self.accepted}
            ), placed AS (
              SELECT * EXCLUDE (department), row_number() OVER w AS ordinal,
                     lead(line) OVER w AS next_line, lead(performer) OVER w AS next_performer,
                     lead(own_department) OVER w AS next_department,
                     lead(own_person) OVER w AS next_person
              FROM known WINDOW w AS (PARTITION BY ticket_id ORDER BY at_, ordinal_, line)
            )
            SELECT * EXCLUDE (after, after_waiting_on, last, step, performer, own_department,
                              own_person, next_line, next_performer, next_department, next_person),
                   ({STEP_CATEGORY})::{CATEGORY} AS category,
                   ({STEP_WAITING_ON})::{WAITS} AS waiting_on,
                   ({STEP_KIND})::{KIND} AS event_kind,
                   {_of_supplier("department")} AS department, {_of_supplier("person")} AS person
            FROM placed"""

    def _tickets(self) -> str:
        """Attributes of a ticket: the last known value in the order of its events."""
        known = self._attributes()
        last = "".join(
            f"arg_max({name}, ordinal) AS {name}, "
            if name in known
            else f"NULL::{kind} AS {name}, "
            for name, kind in ATTRIBUTES.items()
        )
        submitted = "min(submitted_)" if "submitted_" in known else "NULL::TIMESTAMP"
        ended = "x.ended_" if "ended_" in known else "coalesce(x.resolved_, x.closed_)"
        return f"""
            CREATE OR REPLACE TABLE tickets AS
            SELECT x.ticket_id::BIGINT AS id, c.case_key AS key, x.customer::BIGINT AS customer_id,
                   x.requester::BIGINT AS requester_id, x.service::BIGINT AS service_id,
                   k.name AS kind, h.name AS channel, p.rank AS priority,
                   x.first_submitted AS submitted_at,
                   (SELECT max(at_) FROM log_placed) AS observed_until,
                   coalesce(f.kept, {ended} <= x.deadline_) AS sla_flag,
                   x.handoffs_ AS source_handoffs, x.reopens_ AS source_reopens,
                   NULL::VARCHAR AS decline_reason, NULL::BOOLEAN AS met_own,
                   NULL::BOOLEAN AS met_first_reply, NULL::BOOLEAN AS met_resolve,
                   NULL::BIGINT AS calendar_id
            FROM (SELECT ticket_id, {last} {submitted} AS first_submitted,
                         min(at_) FILTER (category = 'resolved') AS resolved_,
                         min(at_) FILTER (category = 'closed') AS closed_
                  FROM log_placed GROUP BY ticket_id) x
            JOIN log_cases c ON c.id = x.ticket_id
            LEFT JOIN log_kinds k ON k.id = x.kind
            LEFT JOIN log_channels h ON h.id = x.channel
            LEFT JOIN log_priorities p ON p.id = x.priority
            LEFT JOIN log_flags f ON f.id = x.sla
            ORDER BY x.ticket_id"""

    def _events(self) -> str:
        """The events in order. Where a log knows no resolution, its closing is one."""
        return f"""
            CREATE OR REPLACE TABLE log_events AS
            SELECT ticket_id, ordinal::INTEGER AS ordinal, at_,
                   CASE WHEN event_kind = 'closed' AND NOT EXISTS (
                          SELECT 1 FROM log_placed WHERE category = 'resolved')
                        THEN 'resolved'::{KIND} ELSE event_kind END AS event_kind, category,
                   department, person, waiting_on, label, actor, ordinal_, line
            FROM log_placed ORDER BY ticket_id, ordinal"""

    def _view(self) -> str:
        return """
            CREATE OR REPLACE VIEW events AS
            SELECT e.ticket_id::BIGINT AS ticket_id, e.ordinal, e.at_ AS at,
                   e.event_kind::VARCHAR AS kind, e.category::VARCHAR AS category,
                   e.department::BIGINT AS department_id, e.person::BIGINT AS person_id,
                   e.waiting_on::VARCHAR AS waiting_on,
                   CASE WHEN e.category IN ('waiting', 'awaiting_approval') THEN l.name
                   END AS reason,
                   NULL::VARCHAR AS outcome, NULL::VARCHAR AS awaited,
                   l.name AS label, e.actor::BIGINT AS actor_id,
                   e.ordinal_ AS source_ordinal, e.line
            FROM log_events e LEFT JOIN log_labels l ON l.id = e.label"""
