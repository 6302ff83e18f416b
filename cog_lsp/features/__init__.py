"""What an editor asks for, as pure functions of a project and a place. No LSP type here."""
