"""Serve the plain site as `tongxin serve` serves ours, by the same server with as many threads: `python -m bench.floor PORT`."""

import sys

from bench.floor import APPLICATION
from tongxin.config.serving import serve_application

if __name__ == "__main__":
    serve_application(APPLICATION, "127.0.0.1", int(sys.argv[1]))
