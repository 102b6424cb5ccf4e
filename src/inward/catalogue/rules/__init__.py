"""Rules of the catalogue: forms, answers, conditions, plans, steps. Pure.

A form is a list of questions. It is checked once, when published (`form_of`), and read as it stands
from then on (`questions_of`); answers are checked against it (`validate_answers`), and decide which
questions are asked (`shown_keys`) and which parts are started (`parts_due`).
"""

from inward.catalogue.rules.answering import (
    departments_in,
    files_in,
    fitting_answers,
    people_in,
    shown_keys,
    validate_answers,
)
from inward.catalogue.rules.comparing import Change, changes
from inward.catalogue.rules.conditions import OPERATORS, TICKED, Condition, fits
from inward.catalogue.rules.plans import (
    MOST_PARTS,
    Part,
    Startable,
    answers_for,
    parts_due,
    parts_of,
    plan_of,
)
from inward.catalogue.rules.publishing import form_of
from inward.catalogue.rules.questions import (
    CHOOSING,
    LONGEST,
    MOST_CHOICES,
    MOST_FILES,
    MOST_ID,
    MOST_QUESTIONS,
    PATTERNS,
    TYPES,
    USUAL,
    Question,
    questions_of,
)
from inward.catalogue.rules.steps import MOST_STEPS, Step, steps_of, stored_steps, together

__all__ = [
    "CHOOSING",
    "LONGEST",
    "MOST_CHOICES",
    "MOST_FILES",
    "MOST_ID",
    "MOST_PARTS",
    "MOST_QUESTIONS",
    "MOST_STEPS",
    "OPERATORS",
    "PATTERNS",
    "TICKED",
    "TYPES",
    "USUAL",
    "Change",
    "Condition",
    "Part",
    "Question",
    "Startable",
    "Step",
    "answers_for",
    "changes",
    "departments_in",
    "files_in",
    "fits",
    "fitting_answers",
    "form_of",
    "parts_due",
    "parts_of",
    "people_in",
    "plan_of",
    "questions_of",
    "shown_keys",
    "steps_of",
    "stored_steps",
    "together",
    "validate_answers",
]
