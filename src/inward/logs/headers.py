"""What a column's name says about the part it plays.

Each role has patterns over the words of the name (lower case, without accents, 'assignedTo' and
'assigned_to' alike 'assigned to') with a weight; the best one counts. A pattern is anchored where a
single word would say too much.
"""
# ruff: noqa: E501 (tables of words read better in long lines)

import re

from inward.logs.words import plain

Patterns = tuple[tuple[float, str], ...]

CASE_PREFIX = re.compile(r"^(?:case:|\(case\)[_ ]?|trace:)", re.IGNORECASE)

CUSTOM_FIELD = re.compile(r"^custom field \((.*)\)$", re.IGNORECASE)
OWN_COLUMN = re.compile(r"^(?:u_|cf_|custom_)")  # columns that an installation added
OF_TICKET = re.compile(r"^(?:ticket|incident|case|issue) (?=\w{3})")
NUMBER_SIGNS = frozenset({"#", "№", "nº", "n°", "no.", "nr.", "№."})

ROLE_PATTERNS: dict[str, Patterns] = {
    "case": (
        (1.0, r"^proc(?:ess)? inst(?:ance)? (?:id|key)$|^business key$"),
        (1.0, r"^case (?:concept name|id|number|no|nr|key)$|^(?:ticket|incident|issue|request|sr|call|task|order"
              r"|work order|service request|workorder|interaction|vorgangs?|fall|zaak|melding|meldings) ?(?:id|number|no|nr|key|num|nummer|ref|code)$"),
        (0.95, r"^(?:number|ticket|ticketnummer|ticketnr|vorgangsnummer|incidentnummer|meldingsnummer|zaaknummer|caseid|ticketid"
               r"|issue key|incidentid|case|numero (?:de |du |do |del |di )?(?:ticket|caso|incident|incidente|chamado|richiesta|demande|solicitud)"
               r"|id (?:ticket|caso|incident|incidente|chamado|richiesta|demande|solicitud)|n ticket|tn|requestid|display id)$"),
        (0.85, r"^(?:issue|incident|request|melding|zaak|vorgang|richiesta|demande|solicitud|anfrage|storing|requisition|complaint|matter|interaction)$"),
        (0.8, r"^(?:key|id|reference|ref|numero|nummer|nr|no|protocollo|protocolo|expediente|dossier|pratica|chamado|caso"
              r"|process instance|trace|trace id|instance|auftragsnummer|referenz|referencia|kenmerk|object id|record id)$"),
        (0.6, r"(?:ticket|incident|request|case|issue|declaration|order|claim|application).*(?:id|number|no|nr|key)$"),
    ),
    "at": (
        (1.0, r"^time timestamp$|^timestamp$|^event (?:time|timestamp|date|datetime|at)$|^complete timestamp$|^sys updated (?:at|on)$"),
        (0.9, r"^(?:changed|change|action|activity|history|log|entry|occurred|status changed?|status|transition|step|audit) ?(?:at|on|time|date|timestamp|datetime)$"
              r"|^(?:zeitstempel|zeitpunkt|tijdstip|tijdstempel|horodatage|marca de tiempo|data ora|data e ora|fecha hora|data hora|fecha y hora|date heure|datum uhrzeit|when|occurred|moment)$"),
        (0.8, r"^(?:datetime|date time|time|at|date|datum|data|fecha|end time|end timestamp|completed at|ende|complete time|eventtime)$"),
        (0.7, r"updat|modif|geandert|aktualisiert|gewijzigd|aggiornat|mis a jour|actualiz|atualiz"),
        (0.5, r"^start(?: time| timestamp| date)?$|timestamp|create time|begin"),
    ),
    "submitted": (
        (1.0, r"^(?:opened|open|created|creation|submitted|submission|create|reported|logged|requested|request|registered|received|raised|reg"
              r"|ticket created|opening|sys created|issue created|case created|entry|arrival|intake)(?: ?(?:at|on|time|date|datetime|timestamp|dt|ts))?$"
              r"|^date (?:opened|created|submitted|reported|of creation|received|logged|raised|entered)$"),
        (0.95, r"erstellt|erstellung|eroffnet|eroffnung|angelegt|gemeldet am|meldedatum|eingang|aangemaakt|aanmaakdatum|aanmelddatum|geopend"
               r"|creato|creazione|apertura|aperto|inserimento|creation|cree le|ouvert|ouverture|fecha de creacion|creado|abierto|abertura|aberto|criado|criacao"),
        (0.8, r"^case start ?date$|^start ?date$|created|opened|submitted"),
    ),
    "state": (
        (1.0, r"^(?:incident state|ticket state|ticket status|state|status|case status|request status|issue status|new status|new state|to status|to state|current status|status name|state name)$"),
        (0.97, r"^(?:concept name|activity|activity name|event name|event type|event|action|stato|statut|estado|situacao|zustand|etat|toestand|estado actual"
               r"|aktivitat|aktion|ereignis|attivita|azione|actividad|accion|atividade|acao|activite|evenement|activiteit|handeling|stap|etape|evento|gebeurtenis)$"),
        (0.95, r"(?:activity|event|action|step|task|operation|change) ?(?:type|name|code|label|description)$|^(?:history|entry|transaction) type$"),
        (0.95, r"^(?:act|task|element|flow node|activity instance) name$"),
        (0.8, r"^(?:phase|stage|step|task|task name|fase|operation|vorgang|transition|to|tostring|new value|newvalue|stand|situation|status ?code)$"),
        (0.6, r"status|state$|stato|statut|estado"),
    ),
    "substate": (
        (1.0, r"^(?:lifecycle transition|sub ?state|sub ?status|pending reason|hold reason|on hold reason|status reason|status detail|waiting reason|reason for hold|wartegrund)$"),
    ),
    "field": ((1.0, r"^(?:field|field ?name|changed field|field changed|attribute|attribute name|property|element|campo|feld|champ|veld|audited field|item field)$"),),
    "role": ((1.0, r"^(?:org )?(?:role|rolle|ruolo|rol|papel|funcao|roles?|user role|performer role|actor role|acting as)$"),),
    "department": (
        (1.0, r"^(?:assignment group|assigned group|assign group|support group|resolver group|support team|assigned team|assignee group|agent group|technician group"
              r"|resolution group|assigned to group|fulfil?ment group|fulfill?er group|owner group|owning group|owning team|resolving group|assignment team|responsible (?:group|team|department|unit|section)"
              r"|supplier(?: department)?|serving department|service team|handling (?:team|department|unit|group)|provider|queue|queue name|org group|group name|assigned department"
              r"|processing (?:department|unit)|(?:zustandige|bearbeitende|verantwortliche|ausfuhrende) (?:gruppe|abteilung|stelle|einheit|organisationseinheit)|bearbeitergruppe|supportgruppe|behandelgroep|behandelaarsgroep|oplosgroep|behandelende (?:groep|afdeling)"
              r"|gruppo(?: di)? (?:assegnazione|assegnato|supporto)|gruppo assegnatario|groupe (?:de |d )?(?:affectation|assigne|support|techniciens?|traitement|resolution)|grupo (?:de )?(?:asignacion|soporte|asignado|atribuicao|suporte|atendimento|responsavel))$"),
        (0.9, r"^(?:team|group|groups|gruppe|gruppo|groupe|grupo|groep|equipe|equipo|reparto|ufficio|afdeling|queues?|warteschlange|workgroup|work group|section|setor|sector"
              r"|unit|support section|case group|area|bereich|team name|support level|resolver|oe|organisationseinheit|fila|coda|file d attente|cola)$"),
        (0.7, r"assignment group|support group|(?:responsible|assigned|resolver|support|owner|owning).*(?:group|team|unit|dep|section|dept)|assign.*group|group$|team$|queue$|equipe|gruppe$|gruppo|groupe (?:de |d )?(?:technicien|support|resol)|(?:attribu|asign|zugewies|toegewez|assegn).*(?:grup|gruppe|groep)"),
        (0.5, r"^(?:case )?(?:department|dept|division|abteilung|departamento|departement|dipartimento|org unit|organi[sz]ation(?:al)? (?:unit|involved))$"),
    ),
    "person": (
        (1.0, r"^(?:assigned to|assignee|assigned agent|assigned technician|org resource|resource|agent|technician|owner|case owner|ticket owner|agent name|assigned user|assigned analyst|resolver name"
              r"|bearbeiter|zugewiesen an|zugewiesener|zustandig|besitzer|assegnatario|assegnato a|operatore|tecnico|technicien|assigne a|attribue a|asignado a|asignado|agente|atribuido a|tecnico responsavel"
              r"|behandelaar|toegewezen aan|analista|atendente|operador|agente de soporte|it owner|login|owner login|sachbearbeiter|engineer|analyst|handler|responsible|case responsible|responsable|responsavel|performer|verantwortlich|worker|executor|gestor)$"),
        (0.6, r"assigned to|assignee|technician|technicien|tecnico|agent$|handled by|resolved by|performed by|resource$|operator"),
    ),
    "actor": (
        (1.0, r"^(?:sys updated by|updated by|changed by|modified by|entered by|action by|done by|actor|author|event user|user name|user|performed by|made by|acteur|attore|ator|akteur|geandert von|modificato da|modifie par|modificado por|gewijzigd door|von|by|created by)$"),
    ),
    "customer": (
        (1.0, r"^(?:customer|cust|requester|requesting|requestor|caller|client|user|customers?|employee|submitter|internal customer|originating|originator|reporter|ordering|opened by|requested by|demand|sender|requested for|opened for) ?s?(?: id)? (?:department|dept|dep|unit|team|group|division|organi[sz]ation|company|office|location|site|business unit|area|cost cent(?:er|re)|function|section)$"
              r"|^(?:department|dept|division|unit|organi[sz]ation) (?:of )?(?:the )?(?:requester|customer|caller|requestor|client|user|employee|requested for)$|^(?:internal customer|anfordernde (?:abteilung|stelle|einheit)|abteilung (?:des )?(?:melders|kunden|antragstellers|anforderers)"
              r"|kundenabteilung|melderabteilung|reparto (?:del )?richiedente|ufficio richiedente|afdeling (?:van )?(?:de )?aanvrager|aanvragende afdeling|service demandeur|departement demandeur|departamento (?:del )?solicitante|area solicitante|setor solicitante|departamento (?:do )?(?:solicitante|requerente)|organizational entity|organizationalentity|besteller|from department|department from|source department)$"),
        (0.9, r"^(?:customer|client|company|account|customer name|client name|organi[sz]ation|organi[sz]ation name|kunde|kundenname|cliente|klant|firma|azienda|bedrijf|societe|entreprise|empresa|business unit|bu|cost cent(?:er|re)|kostenstelle|centro di costo|centro de coste?o?s?|centre de cout)$"),
        (0.85, r"^customer id$"),
        (0.7, r"^(?:location|site|branch|office|plant|store|standort|filiale|sede|ubicacion|localizacao|locatie|lieu|agence|vestiging|local|country|region|company name)$"),
        (0.75, r"^(?:case )?(?:department|dept|division|abteilung|departamento|departement|dipartimento|afdeling|reparto|ufficio|setor|area|sector|bereich|org unit|organi[sz]ational unit)$"),
        (0.5, r"customer|client|requesting|requester.*(?:dep|unit|org)|kunde"),
    ),
    "requester": (
        (1.0, r"^(?:caller|caller id|requester|requestor|requested by|requested for|reporter|opened by|submitted by|raised by|reported by|opened for|submitter|requester name|requester email|customer user|customer user id|contact|contact name|employee|end user|affected user|creator|created by|author"
              r"|melder|meldende person|antragsteller|anforderer|ersteller|erstellt von|gemeldet von|richiedente|segnalatore|utente|demandeur|solicitante|usuario|aanvrager|aanmelder|requerente|requisitante|utilisateur|initiator|applicant|customer email|from)$"),
        (0.55, r"^(?:customer|client|kunde|cliente|klant)(?: name)?$"),
        (0.6, r"requester|caller|reported by|opened by|requested|melder|solicitante|richiedente|demandeur"),
    ),
    "service": (
        (1.0, r"^(?:service|business service|service name|catalog(?:ue)? item|offering|service offering|request type|requested item|item|service catalog(?:ue)? item|dienst|servizio|servicio|servico|dienstleistung|leistung|service type)$"),
        (0.9, r"^(?:category|kategorie|categoria|categorie|ticket category|issue category|problem type|topic|subject area|classification|classe|thema|product|product name|produkt|prodotto|producto|produto|application|system|component|components|case project)$"),
        (0.5, r"categor|kategor|service|product|subcategory|cmdb ci|configuration item|project"),
    ),
    "title": (
        (1.0, r"^(?:short description|subject|title|summary|ticket title|ticket subject|request subject|brief description|headline|betreff|titel|kurzbeschreibung|titre|objet|oggetto|titolo|asunto|titulo|assunto|onderwerp|korte omschrijving)$"),
    ),
    "kind": (
        (1.0, r"^(?:ticket type|issue type|issuetype|record type|case type|type|tickettyp|typ|tipo|soort|art|kind|type de ticket|tipo de ticket|tipo ticket|tipo di ticket|sys class name|request kind|incident type|ticketart|soort melding)$"),
    ),
    "priority": (
        (1.0, r"^(?:priority|prio|prioritat|priorita|priorite|prioridad|prioridade|prioriteit|priority name|ticket priority|priority level)$"),
        (0.7, r"priorit|severity|seriousness|schweregrad|gravita|gravite|severidad|severidade|seriousness 2"),
        (0.5, r"^(?:urgency|impact|dringlichkeit|urgenza|urgence|urgencia|urgentie|auswirkung)$"),
    ),
    "channel": (
        (1.0, r"^(?:channel|contact type|contact method|contact channel|intake channel|case channel|ticket channel|created via|kanal|canale|canal|kanaal|reported source|submission channel|via|request mode|mode|medium|entry channel|meldeweg|eingangskanal|origin|request source|ticket source|source)$"),
        (0.6, r"channel|contact type|eingangsart"),
    ),
    "sla": (
        (1.0, r"^(?:overdue|overdue status|is overdue|escalated sla|made sla|sla met|met sla|within sla|in sla|sla|sla status|sla compliance|sla result|sla violated|sla violation|sla breached|sla breach|has breached|breached|resolution sla|resolution sla status|is breached|sla achieved|sla missed"
              r"|sla kept|overdue|overdue status|is overdue|delayed|within target|on time|in time|sla eingehalten|sla verletzt|sla rispettato|sla violato|sla respecte|sla cumplido|sla cumprido|resolution status|sla gehaald)$"),
        (0.7, r"sla"),
    ),
    "deadline": (
        (1.0, r"^(?:case )?(?:deadline|due|due date|due by|due at|due on|due time|sla due|sla due date|sla deadline|resolution due|resolution due by|resolve by|target date|target resolution|due by time|planned end|promised|promised at|promised date|falligkeit|fallig am|faelligkeit|zieltermin|scadenza|data scadenza|echeance|date d echeance|vencimiento|fecha limite|fecha de vencimiento|prazo|vencimento|data limite|streefdatum|uiterste datum|deadline date|enddate planned|time to resolve(?: due)?|temps de resolution|ttr)$"),
    ),
    "handoffs": ((1.0, r"^(?:reassignment count|reassignments|reassign count|transfers?|transfer count|hops|hand ?offs?|hand ?off count|group reassignments|number of reassignments|group transfers|anzahl weiterleitungen)$"),),
    "reopens": ((1.0, r"^(?:reopen count|reopens|reopened count|reopenings|number of reopens|reopen|re open count|times reopened|anzahl wiedereroffnungen)$"),),
    "ordinal": (
        (0.8, r"(?:activity|event|step) ?(?:no|number|nr|seq|index)$"),
        (1.0, r"^(?:event no|event number|event nr|eventno|sys mod count|seq|sequence|sequence number|seq no|seqno|step no|step number|position|history id|log id|revision|version|event index|index in trace|order|event id|eventid|change number|update no|lfd nr|laufende nummer)$"),
    ),
}  # fmt: skip


def words_of(column: str) -> str:
    """A column's name as plain words; 'assignedTo' and 'ASSIGNED_TO' become 'assigned to'."""
    name = CASE_PREFIX.sub("", column)
    name = OWN_COLUMN.sub("", CUSTOM_FIELD.sub(r"\1", name))
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return plain(name)


def is_case_attribute(column: str) -> bool:
    """Whether the name marks an attribute of the whole case (XES: trace)."""
    return CASE_PREFIX.match(column) is not None


def name_score(role: str, column: str) -> float:
    """How strongly a column's name speaks for a role, 0 to 1."""
    if column.strip().casefold() in NUMBER_SIGNS:
        return 0.8 if role == "case" else 0.0
    words = words_of(column)
    forms = {words, plain(column), OF_TICKET.sub("", words)}
    for weight, pattern in ROLE_PATTERNS[role]:
        if any(re.search(pattern, form) for form in forms):
            return weight
    return 0.0
