"""Feedback: two-way ratings after closure, sealed until both answered or the window ends.

Terms: rating (one side's answers about one ticket), side (customer, supplier), seal, window.
Tables: Rating.
"""
