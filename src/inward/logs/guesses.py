"""A guessed mapping with its reasons: how sure each role is, what stands in its columns."""

from dataclasses import dataclass

from inward.logs.mapping import ROLES, Mapping


@dataclass(frozen=True)
class RoleGuess:
    """One guessed role: its columns, how sure (0 to 1) and what stands in them."""

    role: str
    columns: tuple[str, ...]
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Guess:
    """A guessed mapping with its reasons. ``states``: labels of the sample and their meanings."""

    mapping: Mapping
    roles: tuple[RoleGuess, ...]
    states: dict[str, str]
    notes: tuple[str, ...]

    def under(self, given: Mapping) -> "Guess":
        """What is left of the guess where a given mapping lies over it."""
        merged = given.over(self.mapping)
        guessed = {role.role: role for role in self.roles}
        roles = tuple(
            guessed[role] if self.mapping.columns.get(role) == merged.columns[role]
            else RoleGuess(role, merged.columns[role], 1.0, ())
            for role in ROLES if any(merged.columns.get(role, ()))
        )  # fmt: skip
        states = {label: s for label, s in self.states.items() if given.state(label) is None}
        return Guess(merged, roles, states, self.notes)
