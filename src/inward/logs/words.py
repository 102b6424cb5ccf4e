"""Words of states and steps in English, German, Dutch, French, Italian, Spanish, Portuguese.

A rule is a list of word beginnings; it applies if one of them begins a word of the label (words
with a blank inside: a phrase). The first rule that applies decides, so the order is the meaning:
'awaiting assignment' is looked at before 'awaiting', 'not resolved' before 'resolved'.
"""
# ruff: noqa: E501 (tables of words read better in long lines)

import re
import unicodedata
from functools import lru_cache

from inward.logs.meaning import StateMeaning

# Whom a wait is for; looked at once a label is known to be a wait.
PARTNERS: tuple[tuple[str, str], ...] = (
    ("approver", "approv|authori|sign off|genehmig|freigab|approvaz|autorizz|goedkeur|fiattering"
                 "|approba|validat|aprob|autoriz|aprova|homolog"),
    ("outside", "vendor|supplier|third|3rd|external|partner|manufacturer|carrier|hersteller"
                "|lieferant|extern|dritt|fornitor|terzi|leverancier|derde|fournisseur|tiers"
                "|prestataire|proveedor|tercero|fornecedor|terceiro|parts|delivery|shipment|spare"),
    ("customer", "user|customer|client|requester|requestor|caller|employee|reporter|end user"
                 "|info|information|reply|response|answer|feedback|evidence|confirm|author|kunde"
                 "|anwender|benutzer|nutzer|melder|antragsteller|rueckmeldung|ruckmeldung|rueckfrage"
                 "|ruckfrage|antwort|utente|cliente|richiedent|risposta|riscontro|klant|gebruiker"
                 "|aanvrager|melder|antwoord|reactie|utilisateur|demandeur|reponse|retour|usuario"
                 "|solicitante|respuesta|requisitante|resposta|requerente"),
    ("department", "problem|change|implement|internal|team|department|developer|development|2nd"
                   "|release|deploy|rfc|escalat|other group|engineering|backoffice|back office"
                   "|entwickl|intern|abteilung|sviluppo|reparto|afdeling|ontwikkel|interne"
                   "|equipe|departement|desarrollo|departamento|desenvolv|purchas|procure|budget"),
    ("date", "date|until|schedul|planned|reminder|timer|appointment|maintenance window|termin"
             "|geplant|wiedervorlage|erinner|pianific|programm|gepland|herinnering|afspraak"
             "|planifi|rappel|programad|agendad|planejad|recordatorio|lembrete"),
)  # fmt: skip

WAIT = (
    "wait|await|pending|on hold|hold|onhold|paused|pause|suspend|parked|blocked|postpon|deferr"
    "|stalled|sleeping|snooz|feedback|need|requires info|wart|ausstehend|angehalten|zurueckgestellt"
    "|zuruckgestellt|unterbroch|rueckfrage|ruckfrage|wiedervorlage|attesa|sospes|in pausa|wacht"
    "|in de wacht|opgeschort|gepauzeerd|en attente|attente|suspendu|en pausa|en espera|espera"
    "|pendiente|suspendid|aguard|pendente|em espera|suspens"
)

# Category (with whom, if fixed) ← beginnings of words. First match decides.
RULES: tuple[tuple[str, str], ...] = (
    ("unknown", "unmatched|unknown|undefined|unbekannt|inconnu|sconosciut|onbekend|desconocid"),
    ("in_progress", "reopen|re open|wiedereroffn|wieder geoffnet|wiedereroeffn|riapert|heropend"
                    "|rouvert|reouvert|reabiert|reabert"),
    ("in_progress", "not resolved|not solved|not closed|not done|unresolved|unsolved|nicht gelost"
                    "|incomplet|not complet"),
    ("submitted", "awaiting assignment|awaiting triage|awaiting dispatch|waiting assignment"
                  "|waiting for assignment|waiting for triage|pending assignment|waiting in queue"
                  "|unassigned|not assigned|to be assigned|da assegnare|nicht zugewiesen"
                  "|niet toegewezen|non attribu|non assegnat|sin asignar|nao atribuid"),
    ("in_progress", "waiting for support|waiting for agent|waiting on support|awaiting agent"
                    "|waiting for it$|awaiting support|waiting on us|customer responded"
                    "|customer replied|user responded|updated by customer"),
    ("resolved", "pending close|pending auto close|auto close|pending closure|awaiting closure"
                 "|awaiting confirmation|in call|pending confirmation|to be confirmed"),
    ("withdrawn", "cancel|withdraw|withdrawn|revoked|recalled|abandon|storn|zuruckgezog|zurueckgezog"
                  "|abgebroch|annul|ritirat|ingetrokken|geannuleerd|annull|retire par|desist"
                  "|retirad|abort"),
    ("awaiting_approval", "awaiting approv|waiting for approv|pending approv|waiting approv"
                          "|approval pending|for approval|in approval|approval request|to approve"
                          "|submitted for approval|wartet auf genehmig|genehmigung ausstehend"
                          "|in genehmigung|in attesa di approvaz|da approvare|wacht op goedkeur"
                          "|ter goedkeuring|en attente d approb|en attente de valid|a approuver"
                          "|pendiente de aprob|por aprobar|aguardando aprov|pendente de aprov"
                          "|pending authori|awaiting authori"),
    ("declined", "reject|declin|refus|denied|deny|disapprov|not approved|won t|wont|will not"
                 "|invalid|not entitled|out of scope|works as|not a bug|abgelehnt|abgewiesen"
                 "|rifiut|respint|geweigerd|afgewezen|afgekeurd|rejet|rechaz|denegad|rejeit"
                 "|recusad|negad|non approv|infeasible|cannot reproduce|no fix"),
    ("merged", "merg|duplic|duplik|zusammengefuhrt|zusammengefuehrt|samengevoegd|fusion|unit[oa] a"
               "|doublon|dubbel|mesclad"),
    ("draft", "draft|entwurf|bozza|concept|brouillon|borrador|rascunho|saved|gespeichert|salvat"
              "|in preparation|opgeslagen"),
    ("waiting", WAIT),
    ("closed", "clos|geschloss|abgeschloss|chius|geslot|afgeslot|ferm|clotur|cerrad|cierr|fechad|fecham|encerr"
               "|complet|archiv|finish|finaliz|terminat|beendet|concluid|conclus|voltooid|afgerond|afgemeld"
               "|termine|confirmed by|verified|paid|payment handled|end$|end date|end time|ended|abgerechnet"),
    ("resolved", "resolv|solv|fixed|done|fulfil|deliver|repaired|answered|gelost|geloest|behoben"
                 "|erledigt|risolt|opgelost|gereed|verholpen|resolu|corrig|resuelt|solucion|resolucion|resolvid"
                 "|atendid|erledigung|remedied|restored|evas"),
    ("accepted", "accept|acknowledg|assign|reassign|triag|approved|confirmed|allocated|dispatched|scheduled"
                 "|angenommen|zugewies|zugeteilt|bestatigt|genehmigt|freigegeben|assegnat|accettat"
                 "|approvat|toegewezen|geaccepteerd|goedgekeurd|attribu|assigne|approuv|asignad"
                 "|aceptad|aprobad|atribuid|aceit|aprovad|owned"),
    ("in_progress", "in progress|progress|active|work|wip|process|doing|started|start|ongoing"
                    "|investigat|analy|diagnos|develop|implement|review|test|handling|in treatment"
                    "|escalat|respond|replied|take in charge|taken|in charge|in bearbeitung"
                    "|bearbeit|in arbeit|laufend|in lavorazione|lavoraz|in corso|preso in carico"
                    "|presa in carico|in behandeling|behandel|onderhanden|en cours|traitement"
                    "|en curso|en proceso|proceso|tratamiento|em andamento|andamento|em curso"
                    "|em atendimento|execu|build|qa"),
    ("submitted", "new|neu|nuov|nieuw|nouveau|nouvelle|nuev|novo|nova|open|offen|apert|ouvert"
                  "|abiert|abert|creat|submit|register|registr|logged|log|received|queue|to do"
                  "|todo|backlog|reported|raised|recorded|erfasst|eingegangen|eroffnet|eroeffnet"
                  "|gemeldet|aangemaakt|geregistreerd|enregistr|cree|crea|criad|request|insert"
                  "|initial|lodged|arrived|selected for|incoming|warteschlange|unread"),
)  # fmt: skip

ENDED = frozenset({"resolved", "closed", "declined", "withdrawn", "merged"})
OUTSIDE_WORDS = re.compile(r"[^0-9a-z]+")
UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ø": "o", "å": "a", "æ": "ae"})


def plain(label: str) -> str:
    """A label as lower-case words without accents and punctuation: 'Wait - User' → 'wait user'."""
    folded = unicodedata.normalize("NFKD", label.casefold().translate(UMLAUTS))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return OUTSIDE_WORDS.sub(" ", letters).strip()


@lru_cache(maxsize=256)
def _beginnings(words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + words + ")")


def has_word(label: str, words: str) -> bool:
    """Whether one of the ``a|b|c`` begins a word of the plain label."""
    return _beginnings(words).search(label) is not None


def read_state(label: str) -> StateMeaning | None:
    """What a state's label means; None if no word of it is known."""
    words = plain(label)
    for category, beginnings in RULES:
        if words and has_word(words, beginnings):
            if category == "waiting":
                return waiting(words)
            return StateMeaning(category, "approver" if category == "awaiting_approval" else None)
    return None


def waiting(words: str) -> StateMeaning:
    """A wait, on whom the words say."""
    for who, beginnings in PARTNERS:
        if has_word(words, beginnings):
            if who == "approver":
                return StateMeaning("awaiting_approval", "approver")
            return StateMeaning("waiting", who)
    return StateMeaning("waiting", "unknown")


def read_states(labels: list[str]) -> dict[str, StateMeaning | None]:
    """Meanings of all labels of one log, seen together.

    'Open' beside 'New' is being worked on. 'Pending' beside 'Solved' is Zendesk's (and its kin's)
    word for waiting on the customer, 'On-hold' then for a third party.
    """
    found = {label: read_state(label) for label in labels}
    names = {plain(label) for label in labels}
    zendesk = bool(names & {"solved", "gelost"}) and bool(names & {"pending", "on hold", "hold"})
    for label in labels:
        name = plain(label)
        if name == "open" and "new" in names:
            found[label] = StateMeaning("in_progress")
        elif zendesk and name == "pending":
            found[label] = StateMeaning("waiting", "customer")
        elif zendesk and name in {"on hold", "hold"}:
            found[label] = StateMeaning("waiting", "outside")
    return found


def read_label(state: str, substate: str) -> StateMeaning | None:
    """A state with a finer one: the finer decides where it is understood."""
    return finer_of(read_state(state), read_state(substate) if substate else None)


def finer_of(state: StateMeaning | None, finer: StateMeaning | None) -> StateMeaning | None:
    """The finer state where it is understood; a reason to wait left over from before ends with it."""
    if state is None or finer is None:
        return finer or state
    over = state.category in ENDED and finer.category not in ENDED
    return state if over else finer
