"""Measurements, run by ``make bench``. They print and never fail a test run."""
