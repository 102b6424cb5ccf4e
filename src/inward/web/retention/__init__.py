"""How long closed tickets keep personal data: for administrators."""
