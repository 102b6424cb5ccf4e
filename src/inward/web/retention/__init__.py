"""How long closed cases keep personal data: for administrators."""
