"""4xx: what setup and predict do."""
