#!/bin/sh
# Writes the hashed requirements files. Called by `make lock` with the uv command to use.
set -eu
lock() { out=$1; shift; $UV compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url "$@" -o "requirements/$out.txt"; }
UV=$*
lock runtime pyproject.toml
lock dev pyproject.toml --extra dev
lock node pyproject.toml --extra node
lock build requirements/build.in
