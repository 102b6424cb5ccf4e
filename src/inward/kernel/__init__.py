"""What every slice stands on: events and their delivery, jobs, audit, text, files, errors.

Purpose
    One mechanism of leased, fenced rows carries background work and event deliveries alike. Beside
    it: idempotency keys, an append-only audit with a hash chain, the only reader of the clock, text
    checked at the edge, markdown made safe, stored files, k-anonymous release of group figures.

Terms
    *job*: a row of work that runs at least once or ends visibly dead. *Lease*: a worker's claim on
    a job until an instant. *Fence*: a number growing with every claim, so that a worker which lost
    its lease cannot finish. *Event*: a past-tense fact published in the transaction that made it
    true (an entry of a ticket's log is an event of the log, another thing). *Handler*: a function
    that hears an event. *Seal*: a database trigger that refuses UPDATE and DELETE on a table.

Tables owned
    job, audit_entry, audit_head, idempotency_key, stored_file.

Events published or heard
    None: the kernel carries the events of others. It knows no domain noun, and people by id only.
"""
