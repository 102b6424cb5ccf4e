"""See: the company, a relation, a department; and the tickets behind every figure."""
