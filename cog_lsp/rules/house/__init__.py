"""9xx: cog-lsp's own comments and settings."""
