#!/bin/sh
# Make .venv hold exactly what requirements/ lock. Does nothing when nothing changed since it last ended.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
stamp=.venv/.sress-setup
wanted=$(cat requirements/bootstrap.txt requirements/runtime.txt requirements/dev.txt pyproject.toml scripts/setup.sh | cksum)
wanted="$wanted $(pwd)"

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x .venv/bin/sress ]; then
    exit 0
fi

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed (found: $("$PYTHON" --version 2>&1 || echo none)). Set PYTHON=/path/to/python3" >&2
    exit 2
fi

if [ -z "${HOME:-}" ] || ! mkdir -p "$HOME/.cache" 2>/dev/null || ! [ -w "$HOME/.cache" ]; then
    export UV_CACHE_DIR="$(pwd)/var/uv-cache"
fi

echo "Setting up .venv (once)…"
rm -f "$stamp"
if ! [ -x .venv/bin/uv ]; then
    if "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        "$PYTHON" -m venv --clear .venv
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
    elif "$PYTHON" -m pip --version >/dev/null 2>&1; then
        "$PYTHON" -m venv --clear --without-pip .venv
        "$PYTHON" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check \
            --require-hashes -r requirements/bootstrap.txt
    else
        echo "This Python has neither venv's ensurepip nor pip: install one of them (Debian: python3-venv)." >&2
        exit 2
    fi
fi
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode \
    requirements/bootstrap.txt requirements/runtime.txt requirements/dev.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
printf '%s' "$wanted" > "$stamp"
