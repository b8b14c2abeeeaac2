"""Finds a Python new enough for the rest. This file itself is read by older ones, so its syntax stays plain."""

import sys

from focal.toolchain import python

if __name__ == "__main__":
    if not python.fits(sys.version_info[:2]):
        python.start_again_with_another()
    from focal.toolchain.cli import main

    sys.exit(main(sys.argv[1:]))
