#!/bin/sh
# Resolve the dependencies again: hashes for every platform, and no index address in the result.
set -eu
cd "$(dirname "$0")/.."
for name in bootstrap runtime dev; do
    .venv/bin/uv pip compile "requirements/$name.in" --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --quiet --output-file "requirements/$name.txt" "$@"
done
# As of the day on which Superset 6.1 was seen to start: with newer dependencies it does not.
.venv/bin/uv pip compile requirements/superset.in --universal --python-version 3.11 --generate-hashes \
    --exclude-newer 2026-05-20 --no-emit-index-url --no-header --quiet --output-file requirements/superset.txt "$@"
