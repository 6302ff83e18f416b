"""The tests. Each folder mirrors a room of cog_lsp; none of them needs a network."""
