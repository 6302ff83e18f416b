"""Changes that are asked for without a finding."""
