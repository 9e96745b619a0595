"""`python -m synthesis COMMAND`: the commands of the outer contract."""

import sys

from synthesis.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
