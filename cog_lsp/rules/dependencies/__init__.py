"""2xx: dependencies and CUDA."""
