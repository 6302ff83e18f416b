"""5xx: hardware and memory."""
