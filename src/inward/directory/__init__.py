"""The directory: who works here, in which department, and who stands in for whom.

Terms: person, department, membership, absence. One table holds everybody: there is no account for
'agents' and none for 'customers'; what a person may do follows from memberships and from their
relation to the ticket at hand.

Tables: Person, Department, DepartmentState (the tree's history), Membership, Absence.
"""
