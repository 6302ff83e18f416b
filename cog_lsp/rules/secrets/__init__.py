"""7xx: secrets."""
