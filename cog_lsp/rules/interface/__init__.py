"""3xx: the predictor's interface."""
