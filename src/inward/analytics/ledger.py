"""The vectorised ledger: `holds`, `lives` and `passes` of whole tables of events.

The same fold as `inward.tickets.ledger`, event for event, as set-based SQL. Works through ranges of
tickets so that memory stays bounded: ten million events take some seconds on two cores.
"""

from collections.abc import Iterator

import duckdb

from inward.analytics import facts

EVENTS_AT_ONCE = 2_000_000

_TERMINAL = "('closed', 'declined', 'withdrawn', 'merged')"
# From here on the supplier's work is done, unless the ticket is re-opened.
_DONE = "('resolved', 'closed', 'declined', 'withdrawn', 'merged')"

_TABLES = """
CREATE OR REPLACE TABLE lives (
  ticket_id BIGINT, supplier_id BIGINT, first_department_id BIGINT, submitted_at TIMESTAMP,
  owned_at TIMESTAMP, first_reply_at TIMESTAMP, resolved_at TIMESTAMP, closed_at TIMESTAMP,
  done_at TIMESTAMP, ends_at TIMESTAMP, last_event_at TIMESTAMP, category VARCHAR,
  outcome VARCHAR, reopens INTEGER, handoffs INTEGER, returns INTEGER, events INTEGER,
  open BOOLEAN, own_minutes DOUBLE, first_reply_minutes DOUBLE, resolve_minutes DOUBLE,
  elapsed_minutes DOUBLE, own_business_minutes DOUBLE, first_reply_business_minutes DOUBLE,
  resolve_business_minutes DOUBLE);
CREATE OR REPLACE TABLE holds (
  ticket_id BIGINT, seq INTEGER, party_kind VARCHAR, department_id BIGINT, person_id BIGINT,
  reason VARCHAR, since TIMESTAMP, until TIMESTAMP, minutes DOUBLE, awaited VARCHAR);
CREATE OR REPLACE TABLE passes (
  ticket_id BIGINT, seq INTEGER, "at" TIMESTAMP, from_id BIGINT, to_id BIGINT, returned BOOLEAN,
  stayed_minutes DOUBLE);
"""

# The state after each event: forward fill in order. A wait's partner, reason and departments belong
# to the last event with a category, the assignee to the last event with a department or a person.
_FOLD = """
CREATE OR REPLACE TEMP TABLE fold AS
SELECT *,
  lag(status) OVER step AS status_before, lag(department) OVER step AS department_before,
  lead("at") OVER step AS next_at
FROM (
  SELECT ticket_id, "at", kind, category, department_id, outcome,
    row_number() OVER w AS place,
    coalesce(last_value(category IGNORE NULLS) OVER w, 'submitted') AS status,
    last_value(department_id IGNORE NULLS) OVER w AS department,
    nullif(last_value(CASE WHEN department_id IS NOT NULL OR person_id IS NOT NULL
      THEN coalesce(person_id, -1) END IGNORE NULLS) OVER w, -1) AS person,
    nullif(last_value(CASE WHEN category IS NOT NULL
      THEN coalesce(waiting_on, '') END IGNORE NULLS) OVER w, '') AS waiting_on,
    nullif(last_value(CASE WHEN category IS NOT NULL
      THEN coalesce(reason, '') END IGNORE NULLS) OVER w, '') AS reason,
    nullif(last_value(CASE WHEN category = 'waiting' AND waiting_on = 'department'
      THEN coalesce(awaited, '') WHEN category IS NOT NULL THEN '' END IGNORE NULLS) OVER w, '')
      AS awaited
  FROM events WHERE ticket_id BETWEEN $low AND $high
    AND ticket_id IN (SELECT id FROM tickets WHERE id BETWEEN $low AND $high)
  WINDOW w AS (PARTITION BY ticket_id ORDER BY "at", ordinal
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
WINDOW step AS (PARTITION BY ticket_id ORDER BY place)
"""

# To which of the awaited departments the time after an event goes: to the one awaited longest from
# there on without a break, for it answers last; else to the first of the set.
_BOOKED = """
CREATE OR REPLACE TEMP TABLE booked AS
WITH each AS (
  SELECT ticket_id, place, unnest(string_split(awaited, ','))::BIGINT AS department
  FROM fold WHERE awaited IS NOT NULL),
unbroken AS (
  SELECT *, place - row_number() OVER (PARTITION BY ticket_id, department ORDER BY place) AS run
  FROM each),
until AS (
  SELECT *, max(place) OVER (PARTITION BY ticket_id, department, run) AS last_place
  FROM unbroken)
SELECT ticket_id, place, department FROM until
QUALIFY row_number() OVER (PARTITION BY ticket_id, place
  ORDER BY last_place DESC, department) = 1
"""

_PASSES = """
INSERT INTO passes
SELECT ticket_id, seq, "at", department_before, department,
  coalesce(department = lag(department_before) OVER w, false),
  date_diff('microsecond', lag("at") OVER w, "at") / 60e6
FROM (
  SELECT *, row_number() OVER (PARTITION BY ticket_id ORDER BY place) AS seq
  FROM fold WHERE department <> department_before)
WINDOW w AS (PARTITION BY ticket_id ORDER BY seq)
"""

_LIVES = f"""
INSERT INTO lives
WITH walked AS (
  SELECT ticket_id, count(*) AS events, max("at") AS last_event_at,
    arg_max(department, place) AS supplier_id,
    arg_min(department_id, place) FILTER (department_id IS NOT NULL) AS first_department_id,
    min("at") FILTER (status <> 'draft') AS first_live,
    min("at") FILTER (status <> 'draft' AND (person IS NOT NULL
      OR status IN ('accepted', 'in_progress', 'resolved'))) AS owned_at,
    min("at") FILTER (kind IN ('replied', 'asked', 'resolved', 'declined')) AS first_reply_at,
    min("at") FILTER (category = 'resolved' OR kind = 'resolved') AS resolved_at,
    arg_max(status, place) AS status,
    max("at") FILTER (status IN {_TERMINAL}
      AND coalesce(status_before NOT IN {_TERMINAL}, true)) AS entered_terminal,
    max("at") FILTER (status IN {_DONE}
      AND coalesce(status_before NOT IN {_DONE}, true)) AS entered_done,
    arg_max(outcome, place) FILTER (outcome IS NOT NULL) AS outcome,
    count(*) FILTER (status_before IN ('resolved', 'closed') AND status <> 'resolved'
      AND status NOT IN {_TERMINAL}) AS reopens,
    count(*) FILTER (department <> department_before) AS handoffs
  FROM fold GROUP BY ticket_id),
returned AS (
  SELECT ticket_id, count(*) AS returns FROM passes
  WHERE returned AND ticket_id BETWEEN $low AND $high GROUP BY ticket_id),
timed AS (
  SELECT t.id, t.observed_until, w.*, coalesce(r.returns, 0) AS returns,
    CASE WHEN w.events IS NULL OR w.first_live IS NOT NULL
      THEN least(t.submitted_at, w.first_live) END AS begins_at,
    CASE WHEN w.status IN {_TERMINAL} THEN w.entered_terminal END AS closed_at,
    CASE WHEN w.status IN {_DONE} THEN w.entered_done END AS done_at
  FROM tickets t LEFT JOIN walked w ON w.ticket_id = t.id
  LEFT JOIN returned r ON r.ticket_id = t.id WHERE t.id BETWEEN $low AND $high)
SELECT id, supplier_id, first_department_id, begins_at, owned_at, first_reply_at, resolved_at,
  closed_at, done_at, coalesce(closed_at, greatest(observed_until, last_event_at, begins_at)),
  last_event_at, coalesce(status, 'submitted'), outcome, coalesce(reopens, 0),
  coalesce(handoffs, 0), returns, coalesce(events, 0), closed_at IS NULL,
  date_diff('microsecond', begins_at, owned_at) / 60e6,
  date_diff('microsecond', begins_at, first_reply_at) / 60e6,
  date_diff('microsecond', begins_at, resolved_at) / 60e6,
  date_diff('microsecond', begins_at,
    coalesce(closed_at, greatest(observed_until, last_event_at, begins_at))) / 60e6,
  NULL, NULL, NULL
FROM timed
"""

# Who holds the ball between two events, cut to the ticket's life; then equal neighbours merged.
_HOLDS = f"""
INSERT INTO holds
WITH marks AS (
  SELECT f.ticket_id, f.place, f.status, f.department, f.person, f.waiting_on, f.reason,
    f."at" AS since, f.next_at AS until, b.department AS booked, f.awaited
  FROM fold f LEFT JOIN booked b ON b.ticket_id = f.ticket_id AND b.place = f.place
  UNION ALL
  SELECT f.ticket_id, 0, 'submitted', f.department, f.person, NULL, NULL, NULL, f."at", NULL, NULL
  FROM fold f WHERE f.place = 1
  UNION ALL
  SELECT l.ticket_id, 0, 'submitted', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM lives l WHERE l.events = 0 AND l.ticket_id BETWEEN $low AND $high),
cut AS (
  SELECT m.ticket_id, m.place, m.department, m.person, m.booked,
    CASE WHEN contains(m.awaited, ',') THEN m.awaited END AS awaited,
    greatest(m.since, l.submitted_at) AS since, least(m.until, l.ends_at) AS until,
    CASE
      WHEN m.status = 'waiting'
        AND m.waiting_on IN ('customer', 'outside', 'approver', 'department') THEN m.waiting_on
      WHEN m.status IN ('submitted', 'accepted', 'in_progress')
        OR (m.status = 'waiting' AND m.waiting_on = 'date') THEN
        CASE WHEN m.department IS NULL THEN 'unknown'
          WHEN m.department = l.supplier_id THEN 'supplier' ELSE 'department' END
      WHEN m.status = 'awaiting_approval' THEN 'approver'
      WHEN m.status IN ('resolved', 'draft') OR m.status IN {_TERMINAL} THEN 'customer'
      ELSE 'unknown' END AS party_kind,
    CASE WHEN m.status = 'resolved' THEN 'confirmation'
      WHEN m.status IN {_TERMINAL} THEN 'closed'
      WHEN m.status = 'draft' THEN 'draft' ELSE m.reason END AS reason
  FROM marks m JOIN lives l ON l.ticket_id = m.ticket_id WHERE l.submitted_at IS NOT NULL),
named AS (
  SELECT ticket_id, place, since, until, party_kind, reason, awaited,
    CASE WHEN booked IS NOT NULL THEN booked
      WHEN party_kind IN ('supplier', 'department') THEN department END AS department_id,
    CASE WHEN party_kind IN ('supplier', 'department') AND booked IS NULL THEN person END
      AS person_id
  FROM cut WHERE since < until),
begun AS (
  SELECT * FROM named
  WINDOW w AS (PARTITION BY ticket_id ORDER BY place)
  QUALIFY row_number() OVER w = 1
    OR party_kind IS DISTINCT FROM lag(party_kind) OVER w
    OR department_id IS DISTINCT FROM lag(department_id) OVER w
    OR person_id IS DISTINCT FROM lag(person_id) OVER w
    OR reason IS DISTINCT FROM lag(reason) OVER w
    OR awaited IS DISTINCT FROM lag(awaited) OVER w),
closed AS (
  SELECT b.*, row_number() OVER w AS seq,
    coalesce(lead(b.since) OVER w, l.ends_at) AS ended
  FROM begun b JOIN lives l ON l.ticket_id = b.ticket_id
  WINDOW w AS (PARTITION BY b.ticket_id ORDER BY b.place))
SELECT ticket_id, seq, party_kind, department_id, person_id, reason, since, ended,
  date_diff('microsecond', since, ended) / 60e6, awaited
FROM closed
"""


def build(connection: duckdb.DuckDBPyConnection, *, events_at_once: int = EVENTS_AT_ONCE) -> None:
    """Derive `holds`, `lives` and `passes` (hand-offs in order) from `tickets` and `events`.

    Replaces what stood there. Linear in events; memory grows with ``events_at_once`` and with the
    results, not with the events. Tickets never submitted get a life without holds.
    """
    facts.ensure(connection)
    connection.execute(_TABLES)
    for low, high in _ranges(connection, events_at_once):
        _build_range(connection, low, high)
    connection.execute("DROP TABLE IF EXISTS temp.fold; DROP TABLE IF EXISTS temp.booked")


def _build_range(connection: duckdb.DuckDBPyConnection, low: int, high: int) -> None:
    bounds = {"low": low, "high": high}
    connection.execute(_FOLD, bounds)
    connection.execute(_BOOKED)
    connection.execute(_PASSES)
    connection.execute(_LIVES, bounds)
    connection.execute(_HOLDS, bounds)


def _ranges(
    connection: duckdb.DuckDBPyConnection, events_at_once: int
) -> Iterator[tuple[int, int]]:
    """Ranges of ticket ids with about as many events each (ids are dense, or nearly)."""
    row = connection.execute(
        "SELECT min(id), max(id), (SELECT count(*) FROM events) FROM tickets"
    ).fetchone()
    if row is None or row[0] is None:
        return
    low, high, events = int(row[0]), int(row[1]), int(row[2])
    parts = max(1, -(-events // events_at_once))
    step = max(1, -(-(high - low + 1) // parts))
    for start in range(low, high + 1, step):
        yield start, min(high, start + step - 1)
