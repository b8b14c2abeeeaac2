"""`python -m bench`: every figure, one after another. Each also runs alone: `python -m bench.join`."""

import subprocess
import sys

FIGURES = ("bench.join", "bench.browser")

if __name__ == "__main__":
    sys.exit(max(subprocess.run([sys.executable, "-m", figure], check=False).returncode for figure in FIGURES))
