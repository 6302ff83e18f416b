"""The command line: the only printer. It never imports the server's room but to start it."""
