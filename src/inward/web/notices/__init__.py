"""What people were told: a page of one's own notices."""
