"""What a report looks like in each format: a report in, text out. Nothing here prints."""
