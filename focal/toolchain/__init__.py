"""Everything between a fresh clone and a running Focal: tools, dependencies, servers, secrets, checks.

Standard library only, since it runs before anything is installed. One vendor, one file. Started by the Makefile as
`python3 -m focal.toolchain run|test|check|install|exec`.
"""
