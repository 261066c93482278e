#!/bin/sh
# Make .venv hold exactly what requirements/ lock. Does nothing when nothing changed since it last ended.
# Safe to break off and to run twice at once.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
here=$(pwd)
stamp=.venv/.sress-setup
place=.venv/.sress-place
locks="requirements/bootstrap.txt requirements/runtime.txt requirements/dev.txt"
wanted="$(cat $locks pyproject.toml scripts/setup.sh scripts/index.sh | cksum) $here"

is_done() {
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x .venv/bin/sress ] && [ -x .venv/bin/python ]
}

# An environment of another folder is of no use: its commands name the interpreter by its whole path.
has_uv() {
    [ -f "$place" ] && [ "$(cat "$place")" = "$here" ] &&
        .venv/bin/python -c '' >/dev/null 2>&1 && .venv/bin/uv --version 2>/dev/null | grep -q '^uv '
}

make_environment() {
    rm -rf .venv
    if "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        "$PYTHON" -m venv .venv
        set -- .venv/bin/python -m pip
    elif "$PYTHON" -m pip --version >/dev/null 2>&1; then
        "$PYTHON" -m venv --without-pip .venv
        set -- "$PYTHON" -m pip --python .venv/bin/python
    else
        echo "This Python has neither ensurepip nor pip. On Debian or Ubuntu: apt install python3-venv" >&2
        exit 2
    fi
    "$@" install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
    printf '%s' "$here" > "$place"
}

is_done && exit 0

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    found=$(command -v "$PYTHON" >/dev/null && "$PYTHON" --version 2>&1 || echo "not there")
    echo "Python 3.11 or newer is needed; $PYTHON is: $found." >&2
    echo "Name another one: make PYTHON=/path/to/python3 …" >&2
    exit 2
fi

mkdir -p var
if command -v flock >/dev/null; then
    exec 9>var/setup.lock
    flock 9
    is_done && exit 0
fi

. scripts/index.sh

echo "Setting up .venv (once)…"
rm -f "$stamp"
has_uv || make_environment
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode $locks
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
printf '%s' "$wanted" > "$stamp"
