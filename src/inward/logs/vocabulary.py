"""Words of roles, of kept and missed promises, of priorities, in several languages."""

# ruff: noqa: E501 (tables of words read better in long lines)

import re

# Columns named so hold what was done, not only states.
STEP_COLUMN = (
    "activit|event|action|concept name|step|task|operation|aktivit|attivit|actividad|atividade"
)
BY_ROLE = re.compile(r"\s(?:by|durch|von|da|door|par|por)\s+(\S.*)$", re.IGNORECASE)
APPROVER = (
    "supervis|manager|director|budget owner|approver|pre approver|preapprover|head|chief|lead|owner"
    "|controller|board|superior|vorgesetzt|genehmig|leiter|leitung|responsab|responsav|dirigent"
    "|dirett|direct|gerent|chef|jefe|leidinggevend|manag|authoris|authoriz|comptroller|dean|cfo|ceo"
)
CUSTOMER = (
    "employee|requester|requestor|customer|user|client|applicant|citizen|caller|claimant|student"
    "|initiator|traveler|traveller|mitarbeiter|antragsteller|kunde|anwender|benutzer|dipendente"
    "|richiedent|utente|cliente|medewerker|aanvrager|klant|gebruiker|employe|demandeur|salari"
    "|utilisateur|emplead|solicitante|usuario|funcionario|colaborador|submitter|author"
)
SYSTEM = (
    "system|undefined|missing|automat|workflow|bot|robot|batch|scheduler|daemon|service account"
)
OUTSIDE = "vendor|supplier|external|third party|lieferant|fornitor|leverancier|fournisseur|proveedor|fornecedor"
YES = frozenset({"true", "t", "1", "yes", "y", "ja", "j", "si", "sì", "sí", "oui", "sim"})
NO = frozenset({"false", "f", "0", "no", "n", "nein", "nee", "non", "não", "nao"})
KEPT = frozenset(
    [
        "met",
        "kept",
        "achieved",
        "in time",
        "on time",
        "met sla",
        "within",
        "within sla",
        "within target",
        "sla met",
        "ok",
        "passed",
        "success",
        "completed in time",
        "not breached",
        "not violated",
        "compliant",
        "in sla",
        "fulfilled",
        "eingehalten",
        "rispettato",
        "respecté",
        "respecte",
        "cumplido",
        "cumprido",
        "gehaald",
    ]
)
BROKEN = frozenset(
    [
        "missed",
        "breached",
        "breach",
        "violated",
        "late",
        "failed",
        "overdue",
        "out of sla",
        "sla violated",
        "not met",
        "outside sla",
        "exceeded",
        "sla breached",
        "sla missed",
        "not within sla",
        "non compliant",
        "delayed",
        "verletzt",
        "überschritten",
        "violato",
        "dépassé",
        "depasse",
        "incumplido",
        "descumprido",
        "overschreden",
    ]
)
BREACH_NAMED = re.compile(
    r"breach|violat|miss|overdue|exceed|late|delay|verletz|incumpl|fail", re.IGNORECASE
)
NEGATED = re.compile(r"\bnot?\b|\bnon\b", re.IGNORECASE)
PRIORITY_WORDS: tuple[tuple[int, str], ...] = (
    (1, "critic|kritisch|urgent|urgente|dringend|blocker|highest|emergency|sehr hoch|very high|asap"
        "|crit|major|p1|sev1|prio 1"),
    (2, "high|hoch|alta|alto|hoog|haut|eleve|elevat|important|p2|sev2"),
    (4, "low|niedrig|gering|bass|laag|faible|baixa|baja|trivial|minor|planning|lowest|none|p4|p5|sev4"),
    (3, "medium|moderate|normal|mittel|media|medio|middel|moyen|standard|average|default|p3|sev3"),
)  # fmt: skip
