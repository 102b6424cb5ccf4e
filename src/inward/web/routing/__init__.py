"""Routing of a department: its rules, the trial over past tickets, skills and limits."""
