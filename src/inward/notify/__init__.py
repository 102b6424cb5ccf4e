"""Telling people: notices that wait on their Home page and go out by mail. Knows no ticket.

Terms: notice. An action of another slice tells people in its own transaction (`actions.tell`); a
job sends the mail. What a notice says must be fit for every one told: who tells sees to it.

Tables: Notice. Publishes: nothing. Hears: nothing.
"""
