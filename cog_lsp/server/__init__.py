"""The language server: the only importer of pygls and lsprotocol. It translates, nothing else."""
