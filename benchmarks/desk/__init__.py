"""The service desk at scale: fills a database with tickets, drives the real server, reports.

``fill`` writes an organisation and N tickets in bulk, ``drive`` asks pages and sends forms over
HTTP, ``run`` does both for each database and prints the tables. All words are invented.
"""
