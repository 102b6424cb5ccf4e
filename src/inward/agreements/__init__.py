"""Agreements: what departments promise each other, in business time.

Terms: agreement (internal SLA between a supplier and a customer department, a subtree or all),
version (immutable; a ticket pins the one it started under), target (what is measured, by priority).

Tables: Agreement, AgreementVersion, AgreementService, Target.

Publishes: AgreementProposed, AgreementPutInForce, AgreementEnded. Hears: nothing.
"""
