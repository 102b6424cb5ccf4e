"""Calendars: opening hours, and business time as exact arithmetic on them.

Terms: a *calendar* has a name and immutable *versions*; a version's *definition* says zone, weekly
hours, holidays and exceptions; a *timeline* is a definition made ready for arithmetic; *business
time* is open time; a *pause* is taken out of it; a *working day* is a date on which anything opens.

Reads best in this order: `definition`, `opening`, `timeline` (the one idea: a cumulative function),
`pauses`, `working_days`, `rules` (the face for datetimes), `vectors` (whole tables), `explain`,
`golden` (case files).

Tables owned: Calendar, CalendarVersion. Events published: CalendarPublished. Events heard: none.
"""
