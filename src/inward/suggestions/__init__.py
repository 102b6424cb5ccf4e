"""Suggestions from history: offering, group and priority of a new ticket, with confidence.

Never applied silently: an agent takes one by a click, whoever asks follows a link. A model is
trained per installation from its own past tickets by a job of the worker (`training`, with
scikit-learn, the optional extra ``suggest``) and kept as plain weights (`model`), so that pages
and the rest of the worker score without it. Confidential tickets are never read.

Terms: target (what is suggested), model, suggestion, confidence (a calibrated probability).
Tables: SuggestionModel, Suggestion. Publishes: nothing. Hears: TicketSubmitted.
"""
