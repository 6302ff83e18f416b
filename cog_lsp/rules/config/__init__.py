"""1xx: cog.yaml."""
