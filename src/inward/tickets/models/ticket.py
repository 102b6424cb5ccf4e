"""The ticket, its append-only log, its watchers and what is being typed."""

from django.db import models
from django.db.models import Q

from inward.kernel.seals import AppendOnlyManager
from inward.tickets.models.life import FLAG_INDEXES


class Category(models.TextChoices):
    """Fixed categories of status; what people read on a page may be named otherwise."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
    ACCEPTED = "accepted", "Accepted"
    IN_PROGRESS = "in_progress", "In progress"
    WAITING = "waiting", "Waiting"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Merged"
    UNKNOWN = "unknown", "Unknown"  # a state of a foreign log that nobody could read


class EventKind(models.TextChoices):
    """What can happen to a ticket (see the glossary)."""

    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    ASSIGNED = "assigned", "Assigned"
    ASKED = "asked", "Asked back"
    ANSWERED = "answered", "Answered"
    HANDED_OFF = "handed_off", "Handed off"
    REPLIED = "replied", "Replied"
    NOTED = "noted", "Noted"
    APPROVAL_REQUESTED = "approval_requested", "Approval requested"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    RESOLVED = "resolved", "Resolved"
    CONFIRMED = "confirmed", "Confirmed"
    REOPENED = "reopened", "Reopened"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Merged"
    UPDATED = "updated", "Updated"
    APPROVAL_VOIDED = "approval_voided", "Approval void"
    PART_ASKED = "part_asked", "Part asked"
    PART_ENDED = "part_ended", "Part ended"
    LINKED = "linked", "Linked"
    UNLINKED = "unlinked", "Unlinked"
    MERGED_IN = "merged_in", "Merged in"
    UNMERGED = "unmerged", "Unmerged"
    SPLIT = "split", "Split"
    TAGGED = "tagged", "Tagged"
    FLAGGED = "flagged", "Flagged"
    CHASED = "chased", "Chased"
    STEP_DONE = "step_done", "Step done"
    TIME_BOOKED = "time_booked", "Time booked"
    FIELDS_SET = "fields_set", "Fields set"
    ANONYMISED = "anonymised", "Anonymised"


class WaitingOn(models.TextChoices):
    """Who is waited for."""

    CUSTOMER = "customer", "Customer"
    OUTSIDE = "outside", "Third party outside"
    DEPARTMENT = "department", "Other department"
    APPROVER = "approver", "Approver"
    DATE = "date", "A date"
    UNKNOWN = "unknown", "Unknown"


class TicketSequence(models.Model):
    """The last number given to a ticket of a department: IT-1042."""

    department = models.OneToOneField(
        "directory.Department", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    last = models.PositiveIntegerField(default=0)


class Ticket(models.Model):
    """What a requester of a customer department asks of a supplier department."""

    class Outcome(models.TextChoices):
        """What the customer got."""

        FULFILLED = "fulfilled", "Fulfilled"
        PARTLY = "partly", "Partly fulfilled"
        NOT_FULFILLED = "not_fulfilled", "Not fulfilled"

    class ReasonKind(models.TextChoices):
        """Why a ticket was declined. A refusal on policy is not bad service."""

        POLICY = "policy", "Against a policy"
        NOT_ENTITLED = "not_entitled", "Not entitled"
        OUT_OF_SCOPE = "out_of_scope", "Out of scope"
        DUPLICATE = "duplicate", "Duplicate"
        CAPACITY = "capacity", "No capacity"

    key = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    # Folded words of key and title, for the search.
    search_key = models.TextField(default="", editable=False)
    kind = models.CharField(max_length=16, default="service_request")
    requester = models.ForeignKey(
        "directory.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="asked_tickets",
        db_index=False,
    )
    # For whom it is asked, if not the requester.
    beneficiary = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    customer = models.ForeignKey(
        "directory.Department",
        on_delete=models.PROTECT,
        null=True,
        related_name="customer_tickets",
        db_index=False,
    )
    # The department accountable now (a hand-off moves it) and the one that was asked first.
    supplier = models.ForeignKey(
        "directory.Department",
        on_delete=models.PROTECT,
        null=True,
        related_name="supplier_tickets",
        db_index=False,
    )
    first_supplier = models.ForeignKey(
        "directory.Department",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    service = models.ForeignKey(
        "catalogue.Service",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    offering = models.ForeignKey(
        "catalogue.Offering",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    form_version = models.ForeignKey(
        "catalogue.FormVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    answers = models.JSONField(default=dict, blank=True)
    # The custom fields it began with, and what stands in them (a cache of the log).
    fields_version = models.ForeignKey(
        "catalogue.FieldsVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )
    fields = models.JSONField(default=dict, blank=True)
    channel = models.CharField(max_length=60, default="portal", blank=True)
    confidentiality = models.CharField(max_length=12, default="department")
    impact = models.PositiveSmallIntegerField(default=3)
    urgency = models.PositiveSmallIntegerField(default=3)
    # 1 critical … 4 low; NULL where a foreign log has none.
    priority = models.PositiveSmallIntegerField(null=True, default=3)
    priority_reason = models.CharField(max_length=300, default="", blank=True)

    # Pinned at submission; a re-pin is an event.
    agreement_version = models.ForeignKey(
        "agreements.AgreementVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    calendar_version = models.ForeignKey(
        "calendars.CalendarVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    # Caches of the log, written by the one function that appends events.
    category = models.CharField(max_length=20, choices=Category, default=Category.SUBMITTED)
    waiting_on = models.CharField(max_length=12, choices=WaitingOn, default="", blank=True)
    waiting_reason = models.CharField(max_length=300, default="", blank=True)
    waiting_until = models.DateTimeField(null=True, blank=True)
    # The departments whose parts it waits for, by name: 'Finance and HR'.
    awaited = models.CharField(max_length=300, default="", blank=True)
    # The ticket that this one is a part of: another department was asked for it.
    part_of = models.ForeignKey(
        "tickets.Ticket",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        db_index=False,
    )
    assignee = models.ForeignKey(
        "directory.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        db_index=False,
    )
    outcome = models.CharField(max_length=14, choices=Outcome, default="", blank=True)
    reason_kind = models.CharField(max_length=14, choices=ReasonKind, default="", blank=True)
    policy_reference = models.CharField(max_length=200, default="", blank=True)
    submitted_at = models.DateTimeField()
    owned_at = models.DateTimeField(null=True, blank=True)
    first_reply_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopens = models.PositiveIntegerField(default=0)
    handoffs = models.PositiveIntegerField(default=0)
    # Due instants as far as known while no pause runs; NULL: no target, or paused.
    due_own = models.DateTimeField(null=True, blank=True)
    due_first_reply = models.DateTimeField(null=True, blank=True)
    due_resolve = models.DateTimeField(null=True, blank=True)
    # The earliest due instant of a clock that runs.
    next_due = models.DateTimeField(null=True, blank=True)
    # Place in the queue: least slack first, weighed by who waits; NULL: no work for the supplier.
    queue_at = models.DateTimeField(null=True, blank=True)
    # Since when it is in its category (or waits for whom it waits for).
    state_since = models.DateTimeField(null=True, blank=True)
    # Resolved: when it closes by itself. Closed: until when it may be reopened.
    closes_at = models.DateTimeField(null=True, blank=True)
    reopen_until = models.DateTimeField(null=True, blank=True)
    # Flags, never states (see `tickets.flags`). Waits for the customer: when to ask again.
    is_major = models.BooleanField(default=False)
    is_overdue = models.BooleanField(default=False)
    is_escalated = models.BooleanField(default=False)
    next_chase_at = models.DateTimeField(null=True, blank=True)
    met_own = models.BooleanField(null=True, blank=True)
    met_first_reply = models.BooleanField(null=True, blank=True)
    met_resolve = models.BooleanField(null=True, blank=True)
    last_event_at = models.DateTimeField()
    # Optimistic version: the number of events. Who writes on an older one is told.
    version = models.PositiveIntegerField(default=0)
    # Identity in a foreign log; empty for our own. `observed_until`: where that log ends.
    source = models.CharField(max_length=100, default="", blank=True)
    external_id = models.CharField(max_length=300, default="", blank=True)
    observed_until = models.DateTimeField(null=True, blank=True)
    sla_flag = models.BooleanField(null=True, blank=True)
    source_handoffs = models.PositiveIntegerField(null=True, blank=True)
    source_reopens = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="ticket_external_identity",
            )
        ]
        indexes = [
            # Queue of a department: what is work, most urgent first.
            models.Index(
                fields=["supplier", "queue_at", "id"],
                condition=Q(queue_at__isnull=False),
                name="ticket_queue",
            ),
            # What a department finished; last first.
            models.Index(
                fields=["supplier", "-closed_at", "-id"],
                condition=Q(closed_at__isnull=False),
                name="ticket_closed",
            ),
            # All that a department ever got, newest first (queue, its exports).
            models.Index(fields=["supplier", "-id"], name="ticket_of_supplier"),
            # What I asked; newest first.
            models.Index(fields=["requester", "-id"], name="ticket_of_requester"),
            # What a department asked.
            models.Index(fields=["customer", "-id"], name="ticket_of_customer"),
            # My work.
            models.Index(
                fields=["assignee", "queue_at"],
                condition=Q(queue_at__isnull=False),
                name="ticket_of_assignee",
            ),
            # How long such tickets usually take (promise card).
            models.Index(
                fields=["offering", "-resolved_at"],
                condition=Q(resolved_at__isnull=False),
                name="ticket_usual",
            ),
            # The parts of a ticket.
            models.Index(
                fields=["part_of", "id"], condition=Q(part_of__isnull=False), name="ticket_parts"
            ),
            # The periodic task that closes what nobody confirmed.
            models.Index(
                fields=["closes_at"], condition=Q(closes_at__isnull=False), name="ticket_to_close"
            ),
            *FLAG_INDEXES,
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class TicketEvent(models.Model):
    """One thing that happened; append-only. See the glossary for what each column means.

    `category`, `department`, `person` are the state *after* the event; NULL or empty: unchanged.
    """

    class Side(models.TextChoices):
        """Who speaks: decides visibility and clocks."""

        CUSTOMER = "customer", "Customer"
        SUPPLIER = "supplier", "Supplier"
        APPROVER = "approver", "Approver"
        SYSTEM = "system", "System"

    # The unique constraint below is the index of this key; nobody reads by the other three.
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="events", db_index=False
    )
    ordinal = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=EventKind)
    actor = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    side = models.CharField(max_length=8, choices=Side, default=Side.SYSTEM)
    category = models.CharField(max_length=20, choices=Category, default="", blank=True)
    department = models.ForeignKey(
        "directory.Department",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    waiting_on = models.CharField(max_length=12, choices=WaitingOn, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    outcome = models.CharField(max_length=14, default="", blank=True)
    # Markdown as typed. Notes are seen by supplier sides only.
    text = models.TextField(default="", blank=True)
    is_note = models.BooleanField(default=False)
    data = models.JSONField(default=dict, blank=True)
    # Imported: the label of the state in the foreign log and the row's identity there.
    label = models.CharField(max_length=200, default="", blank=True)
    external_key = models.CharField(max_length=80, default="", blank=True)

    # A trigger refuses changes too (migration 0002).
    objects = AppendOnlyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "ordinal"], name="event_ordinal"),
        ]


class Watcher(models.Model):
    """Somebody who follows a ticket without taking part."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="watchers", db_index=False
    )
    person = models.ForeignKey("directory.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watcher_once")]


class TicketDepartment(models.Model):
    """A department that holds or held the ball of a ticket: its members may see the ticket."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="departments", db_index=False
    )
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "department"], name="ticket_department_once")
        ]
        indexes = [models.Index(fields=["department", "ticket"], name="ticket_department_reverse")]
