"""Search by words: one table a slice, full-text index of the database, joined inside its own query.

A document is a sequence of tokens under the id of the row it stands for (`tokens`); what is looked
for is an expression over tokens (`expression`). Both are made here and not by the database, so that
SQLite (FTS5) and PostgreSQL (``tsvector``) fold and match alike. Hits come newest first, by falling
id, as many as a page takes: nothing is ranked or counted over all hits of a common word.

    operations = [tables.search_table("tickets_search")]              in a migration of the slice
    index.put("tickets_search", [Document(id, tokens)])               in the transaction that writes
    reading.newest("tickets_search", expression, permitted, limit=50) ids, newest first

The index says only where words stand. Who may see a hit says the slice's own query (``permitted``).
"""
