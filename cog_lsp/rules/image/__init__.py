"""6xx: image and weights."""
