"""What the bundled program runs: the command line."""

import sys

from cog_lsp.cli.main import main

sys.exit(main())
