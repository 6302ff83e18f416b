"""What is wrong with a Cog project, one rule a file.

A rule sees only a project and yields findings; it reads no file, prints nothing and knows neither
LSP nor LibCST. It says what is wrong and names plans of how it could be mended; ``fixes`` carries
them out.
"""
