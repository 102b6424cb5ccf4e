"""The directory: who works here, in which department, and who stands in for whom.

Terms: person, department, membership, absence. One table holds everybody: there is no account for
'agents' and none for 'customers'; what a person may do follows from memberships and from their
relation to the ticket at hand. `folding` says how names are compared when somebody searches;
`imports` takes in people and departments of foreign logs, `csv_import` those of a file.

Tables: Person, Department, DepartmentState (the tree's history), Membership, Absence.
Publishes: PersonCreated, PersonChanged, PersonInvited, PasswordSet, PersonDeactivated,
PersonReactivated, AdministratorSet, DepartmentCreated, DepartmentChanged, DepartmentRenamed,
DepartmentMoved, DepartmentHeadSet, DepartmentClosed, MembershipAdded, MembershipChanged,
MembershipEnded, AbsenceRecorded, AbsenceCancelled. Hears: nothing.
"""
