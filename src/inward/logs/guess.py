"""Guessing a mapping: from the names of columns and from what stands in them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from inward.logs.batches import Reader
from inward.logs.changes import holds_new_values, sampled_labels, tells_changes
from inward.logs.clocks import clocks, is_clock, joined
from inward.logs.date_order import settled_formats
from inward.logs.guesses import Guess, RoleGuess
from inward.logs.headers import is_case_attribute, name_score
from inward.logs.mapping import ROLES, Columns, Mapping
from inward.logs.meaning import StateMeaning
from inward.logs.moments import is_end, moment_of, with_approvals
from inward.logs.profiles import Profile, profiles, variation
from inward.logs.reading import Sample, sample
from inward.logs.readings import labels, priorities, role_in
from inward.logs.vocabulary import APPROVER, BROKEN, CUSTOMER, KEPT, NO, YES
from inward.logs.words import has_word, plain, read_label, read_state

LOOK_AHEAD = 2_000_000  # rows looked at to tell one row a ticket from one row an event
MIN_SCORE = 0.45


def guess_mapping(reader: Reader, given: Mapping | None = None) -> Guess:
    """Guess the mapping of a log from its first 20,000 rows (and, where needed, one column more).

    ``given``: what will lie over the guess; its date columns are looked at too. Never refuses:
    roles without a fitting column are absent. Raises LogUnreadable on a log without rows.
    """
    return _Guesser(reader, sample(reader), given or Mapping()).guess()


class _Guesser:
    def __init__(self, reader: Reader, rows: Sample, given: Mapping) -> None:
        self.reader = reader
        self.sample = rows
        self.given = given
        found = profiles(rows)
        self.clocks = clocks(found)
        both = {day: joined(found[day], found[clock]) for day, clock in self.clocks.items()}
        self.profiles = {name: p for name, p in found.items() if not is_clock(p)} | both
        self.found = dict(self._given_roles())
        self.notes: list[str] = []

    def guess(self) -> Guess:
        self._pick("case", self._case_scores())
        self.rows = self.given.semantics == "rows" or (
            "at" not in self.given.columns and self._one_row_a_ticket()
        )
        if self.rows:
            moments = self._pick_row_dates()
        else:
            self._pick_event_dates()
            moments = {}
        self._pick_states()
        semantics = "rows" if self.rows else self._semantics()
        self._pick_sides(semantics)
        self._pick_details()
        columns: Columns = {r: self.found[r].columns for r in ROLES if r in self.found}
        mapping = self._with_dates(Mapping(semantics=semantics, columns=columns, moments=moments))
        roles = tuple(self.found[role] for role in ROLES if role in self.found)
        return Guess(mapping, roles, self._states(mapping), tuple(self.notes))

    # Picking

    def _given_roles(self) -> Iterator[tuple[str, RoleGuess]]:
        """What the given mapping says is not guessed; what it leaves out is guessed beside it."""
        for role, columns in self.given.columns.items():
            if columns and all(column in self.profiles for column in columns):
                yield role, RoleGuess(role, columns, 1.0, self.profiles[columns[0]].samples)

    def _pick(self, role: str, scores: dict[str, float]) -> None:
        """Give the role to the best free column, the first of equals."""
        if role in self.given.columns:
            return
        free = {c: s for c, s in scores.items() if s >= MIN_SCORE and c not in self._taken()}
        if not free:
            return
        best = max(free, key=lambda column: free[column])
        profile = self.profiles[best]
        self.found[role] = RoleGuess(role, (best,), min(round(free[best], 2), 1.0), profile.samples)

    def _taken(self) -> set[str]:
        return {column for guess in self.found.values() for column in guess.columns}

    def _column(self, role: str) -> str | None:
        return self.found[role].columns[0] if role in self.found else None

    def _named(self, role: str, *, dates: bool = False) -> dict[str, float]:
        """Columns of the right kind (date or not) and how their names speak for a role."""
        return {
            name: name_score(role, name)
            for name, p in self.profiles.items()
            if (p.dates is not None) == dates and p.distinct and not (p.prose and not dates)
        }

    def _varies(self, column: str) -> float:
        case = self._column("case")
        return variation(self.profiles[column], self.profiles[case]) if case else 0.0

    # The ticket and its dates

    def _case_scores(self) -> dict[str, float]:
        scores = {}
        for name, profile in self.profiles.items():
            if profile.known < 0.5 or profile.prose:
                continue
            score = name_score("case", name)
            if profile.dates is not None and score < 0.9:
                continue
            if profile.distinct == 1 and self.sample.rows > 50:
                score *= 0.3
            # An id of its own on every row is the entry's, if another column repeats.
            score -= 0.12 if profile.uniqueness > 0.99 else 0.0
            scores[name] = score * (0.5 + profile.known / 2)
        return scores if max(scores.values(), default=0) >= MIN_SCORE else self._case_by_values()

    def _case_by_values(self) -> dict[str, float]:
        """No name speaks: a column of codes with digits in it, the less repeated the better."""
        fitting = {}
        for name, p in self.profiles.items():
            codes = p.share(lambda value: any(c.isdigit() for c in value))
            if (
                p.dates is None
                and p.known > 0.95
                and codes > 0.9
                and p.uniqueness > 0.02
                and not p.prose
            ):
                fitting[name] = 0.5 + (p.uniqueness if p.uniqueness < 0.97 else 0) / 10
        return fitting

    def _one_row_a_ticket(self) -> bool:
        case = self._column("case")
        if case is None or self.profiles[case].uniqueness < 0.97:
            return False
        if self.sample.rows < 20_000:
            full = [value for value in self.sample.values[case] if value]
            return len(set(full)) > 0.97 * len(full)
        seen, rows = pa.array([], pa.string()), 0
        for batch in self.reader.batches([case]):
            seen = pa.concat_arrays([seen, batch.columns[case].unique()]).unique()
            rows += len(batch)
            if rows >= LOOK_AHEAD or len(seen) < 0.9 * rows:
                break
        return len(seen) > 0.97 * rows

    def _pick_event_dates(self) -> None:
        scores = {}
        for name in self._named("at", dates=True):
            own = max(name_score("at", name), 0.5 * name_score("submitted", name))
            varying = self._varies(name)
            scores[name] = 0.5 * own + 0.5 * varying + 0.1 - 0.2 * is_case_attribute(name)
        self._pick("at", {name: max(score, MIN_SCORE) for name, score in scores.items()})
        for role in ("deadline", "submitted"):
            named = self._named(role, dates=True)
            self._pick(role, {n: s for n, s in named.items() if self._varies(n) < 0.2})
        if "deadline" in self.found:
            ended = {n: 0.8 * is_end(n) for n in named}
            self._pick("ended", {n: s for n, s in ended.items() if self._varies(n) < 0.2})

    def _pick_row_dates(self) -> dict[str, str]:
        named = self._named("submitted", dates=True)
        if not named:
            return {}
        best = max(named.values())
        self._pick("submitted", named if best >= MIN_SCORE else dict.fromkeys(list(named)[:1], 0.5))
        self._pick("deadline", self._named("deadline", dates=True))
        free = [name for name in named if name not in self._taken()]
        moments = {name: state for name in free if (state := moment_of(name)) is not None}
        return with_approvals(moments, self._column("submitted"))

    # States and steps

    def _pick_states(self) -> None:
        scores = {}
        fields = self._named("field")
        self._pick("field", {n: s for n, s in fields.items() if tells_changes(self.profiles[n])})
        for name, score in self._named("state").items():
            profile = self.profiles[name]
            if not score or (profile.distinct > 500 and "field" not in self.found):
                continue
            read = profile.share(lambda value: read_state(value) is not None)
            constant = profile.distinct < 2 and not self.rows
            doubt = 0.5 * (profile.numeric > 0.9) + 0.3 * constant
            scores[name] = 0.65 * score + 0.35 * read - doubt
        if "field" in self.found:
            scores |= {n: 1.0 for n in self.profiles if holds_new_values(n)}
        self._pick("state", scores)
        if "state" not in self.found:
            self._pick("state", self._state_by_values())
        named = {n: s for n, s in self._named("substate").items() if self._tells_more(n)}
        self._pick("substate", {} if self.rows or "state" not in self.found else named)
        if not self.rows and "state" not in self.found:
            self.found.pop("field", None)
            self.notes.append(
                "No column of states or steps was found: who held the ball is unknown."
            )

    def _tells_more(self, column: str) -> bool:
        """Whether a finer state says more than that a step was started and completed."""
        values = {plain(value) for value in self.profiles[column].counts}
        return bool(values - {"start", "complete", "schedule", "assign", "ate abort"})

    def _state_by_values(self) -> dict[str, float]:
        """No name speaks: a column whose few values are words of states."""
        few = {n: p for n, p in self.profiles.items() if 1 < p.distinct <= 60 and p.dates is None}
        shares = {n: p.share(lambda v: read_state(v) is not None) for n, p in few.items()}
        return {n: 0.6 * share for n, share in shares.items() if share > 0.8}

    def _semantics(self) -> str:
        """State or activity: whether labels are states, and whether performers act in roles."""
        state = self._column("state")
        if "field" in self.found:
            return "state"
        roles = {
            n: s for n, s in self._named("role").items() if 1 < self.profiles[n].distinct <= 80
        }
        self._pick("role", {n: s for n, s in roles.items() if self._tells_sides(n)})
        if state is None:
            return "activity"
        profile = self.profiles[state]
        by_role = profile.share(lambda value: role_in(value) is not None)
        if "role" in self.found or by_role > 0.4:
            self.found.pop("substate", None)
            return "activity"
        read = self._read_share(state)
        if read >= 0.6:
            return "state"
        self.found.pop("substate", None)
        return "activity"

    def _read_share(self, state: str) -> float:
        sub = self._column("substate")
        values = self.profiles[state].values
        finer = self.profiles[sub].values if sub else ("",) * len(values)
        pairs = [(a, b) for a, b in zip(values, finer, strict=True) if a]
        known = {label.casefold() for label in self.given.states}
        read = sum(a.casefold() in known or read_label(a, b) is not None for a, b in pairs)
        return read / max(len(pairs), 1)

    def _tells_sides(self, column: str) -> bool:
        """Whether the values of a role column name approvers or customers."""
        values = [plain(value) for value in self.profiles[column].counts]
        return any(has_word(v, APPROVER) or has_word(v, CUSTOMER) for v in values)

    # Who serves whom

    def _pick_sides(self, semantics: str) -> None:
        suppliers = self._sided("department", wanted_variation=True)
        customers = self._sided("customer", wanted_variation=False)
        clear = [name for name, score in suppliers.items() if score >= 0.65]
        if clear:
            # 'Department' beside an assignment group is the customer's.
            suppliers = {name: suppliers[name] for name in clear}
        elif self.rows and any(score >= 0.9 for score in self._named("requester").values()):
            # So it is beside a requester's name, where nothing else tells who serves.
            suppliers = {}
        if semantics != "activity" or "role" not in self.found:
            self._pick("department", suppliers)
        self._pick("customer", customers)
        self._pick_people(semantics)
        self._customers_that_are_people()

    def _sided(self, role: str, *, wanted_variation: bool) -> dict[str, float]:
        scores = {}
        for name, score in self._named(role).items():
            profile = self.profiles[name]
            if role == "customer" and name_score("requester", name) > score:
                continue
            if score and (profile.numeric < 0.9 or score >= 0.9):
                # One value on all rows tells nothing apart, yet is better than nothing.
                bonus = -0.2 * (profile.distinct < 2)
                if role == "customer" and self._names_people(profile):
                    bonus -= 0.2
                if not self.rows:
                    varying = self._varies(name)
                    bonus += 0.15 * min(varying * 5, 1) if wanted_variation else -0.5 * varying
                scores[name] = score + bonus
        return scores

    def _pick_people(self, semantics: str) -> None:
        for role in ("person", "requester", "actor"):
            scores = self._named(role)
            scores = {n: s for n, s in scores.items() if s >= 0.9 or self.profiles[n].numeric < 0.5}
            if not self.rows and role == "requester":
                # Who asks stays the same; an author that changes is who wrote the entry.
                scores = {n: s for n, s in scores.items() if self._varies(n) < 0.3}
            elif not self.rows:
                scores = {n: s + 0.1 * self._varies(n) for n, s in scores.items() if s}
            if role == "actor" and self.rows:
                continue
            self._pick(role, {n: s for n, s in scores.items() if self.profiles[n].distinct > 1})
        known = {*self.found, *self.given.columns}
        if semantics == "activity" and "person" not in known and "actor" in self.found:
            self.found["person"] = replace(self.found.pop("actor"), role="person")

    def _customers_that_are_people(self) -> None:
        """A customer column with nearly as many values as tickets names people, not departments."""
        customer = self._column("customer")
        if customer is None or "requester" in self.found or "customer" in self.given.columns:
            return
        if self._names_people(self.profiles[customer]):
            self.found["requester"] = replace(self.found.pop("customer"), role="requester")

    def _names_people(self, profile: Profile) -> bool:
        """Whether there are nearly as many values as tickets, and enough tickets to say so."""
        case = self._column("case")
        tickets = self.profiles[case].distinct if case else 0
        return tickets > 30 and profile.distinct > 0.6 * tickets

    # What it is about

    def _pick_details(self) -> None:
        titles = {name: name_score("title", name) for name in self.profiles}
        self._pick("title", titles)
        services = self._named("service")
        self._pick(
            "service", {n: s for n, s in services.items() if 1 < self.profiles[n].distinct < 3000}
        )
        kinds = self._named("kind")
        self._pick("kind", {n: s for n, s in kinds.items() if self.profiles[n].distinct < 40})
        self._pick("priority", self._fitting("priority", self._is_priority))
        channels = self._named("channel")
        self._pick("channel", {n: s for n, s in channels.items() if self.profiles[n].distinct < 60})
        self._pick(
            "sla", self._fitting("sla", lambda value: value.casefold() in KEPT | BROKEN | YES | NO)
        )
        for role in ("handoffs", "reopens", "ordinal"):
            if role != "ordinal" or not self.rows:
                self._pick(role, self._fitting(role, str.isdigit))

    def _fitting(self, role: str, test: Callable[[str], bool]) -> dict[str, float]:
        """Columns named for a role whose values mostly fit it."""
        named = self._named(role)
        return {n: s * self.profiles[n].share(test) for n, s in named.items() if s}

    @staticmethod
    def _is_priority(value: str) -> bool:
        return priorities([value])[0] is not None

    # Dates and words

    def _with_dates(self, mapping: Mapping) -> Mapping:
        """The mapping with the formats of its date columns; doubtful ones are settled or noted."""
        roles = ("at", "submitted", "deadline", "ended")
        named = [c for c in (mapping.column(role) for role in roles) if c is not None]
        named += [c for c in map(self.given.column, roles) if c and c in self.profiles]
        named += [c for c in (*mapping.moments, *self.given.moments) if c in self.profiles]
        used = dict.fromkeys(c for c in named if self.profiles[c].dates is not None)
        formats = {c: self._formats(c) for c in used}
        commonest = max(formats.values(), key=list(formats.values()).count, default=("iso",))
        others = {c: f for c, f in formats.items() if f != commonest}
        beside = {day: clock for day, clock in self.clocks.items() if day in used}
        return replace(mapping, clocks=beside, formats=commonest, column_formats=others)

    def _formats(self, column: str) -> tuple[str, ...]:
        formats, note = settled_formats(self.reader, self.profiles[column])
        if note:
            self.notes.append(note)
        return formats

    def _states(self, mapping: Mapping) -> dict[str, str]:
        """Labels of the sample as the facts will read them."""
        names = list(sampled_labels(self.profiles, mapping))
        if mapping.semantics == "activity":
            return {}
        read = labels(names, replace(mapping, states=self.given.states))
        return {
            x.name: str(StateMeaning(x.category, x.waiting_on))
            for x in read
            if x.category is not None
        }
