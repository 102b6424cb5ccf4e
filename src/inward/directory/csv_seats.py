"""Who sits in which open department, read once for a whole file and kept up to date."""

from collections.abc import Iterable

from inward.directory.csv_rows import Said
from inward.directory.folding import without_accents
from inward.directory.models import Department, Membership, Person


class Seats:
    """Open departments by code or by name, and the open memberships of all."""

    def __init__(self) -> None:
        self._found: dict[str, list[Department]] = {}
        for department in Department.objects.filter(closed_at__isnull=True):
            for words in {department.code.lower(), without_accents(department.name)}:
                self._found.setdefault(words, []).append(department)
        self._seats: dict[tuple[int, int], Membership] = {}
        self._remember(Membership.objects.filter(until__isnull=True))

    def check(self, said: Said) -> str | None:
        """Why the row's department cannot be used, or None."""
        words = said.get("department")
        if words is None:
            return "role: a role needs a department." if said.get("role") else None
        found = self._matches(words)
        if not found:
            return f"department: {words} is not known."
        return None if len(found) == 1 else f"department: {words} are several; write the code."

    def find(self, said: Said) -> Department:
        """The row's department, which `check` found."""
        return self._matches(said.get("department"))[0]

    def seat_of(self, person: Person, department: Department) -> Membership | None:
        """The open membership of a person in a department."""
        return self._seats.get((person.pk, department.pk))

    def differs(self, person: Person, said: Said) -> bool:
        """Whether the row says of a person's department or role what is not so yet."""
        if said.get("department") is None:
            return False
        seat = self.seat_of(person, self.find(said))
        return seat is None or not seat.is_primary or said.get("role") not in (None, seat.role)

    def remember(self, seat: Membership) -> None:
        """Somebody sits there now. With a new head the old one's seat is another one too."""
        if seat.role == Membership.Role.HEAD:
            self._remember(seat.department.memberships.filter(until__isnull=True))
        self._seats[seat.person_id, seat.department_id] = seat

    def _remember(self, seats: Iterable[Membership]) -> None:
        self._seats |= {(seat.person_id, seat.department_id): seat for seat in seats}

    def _matches(self, words: str) -> list[Department]:
        by_code = [d for d in self._found.get(words.lower(), []) if d.code == words.upper()]
        return by_code or self._found.get(without_accents(words), [])
