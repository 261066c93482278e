#!/bin/sh
# Make .venv hold exactly what requirements/ lock. Does nothing when nothing changed since it last ended.
# Safe to break off and to run twice at once.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
here=$(pwd)
stamp=.venv/.sress-setup
place=.venv/.sress-place
wanted="$(cat requirements/*.txt pyproject.toml scripts/setup.sh | cksum) $here"

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

if ! { [ -n "${HOME:-}" ] && mkdir -p "$HOME/.cache" 2>/dev/null && [ -w "$HOME/.cache" ]; }; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$here/var/uv-cache}"
    export PIP_NO_CACHE_DIR=1
fi

# uv reads neither pip's configuration nor the system's certificates: tell it which index and authorities
# this machine uses.
system_certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${SSL_CERT_FILE:-}" ] && [ -s "${PIP_CERT:-$system_certificates}" ]; then
    export SSL_CERT_FILE="${PIP_CERT:-$system_certificates}"
fi
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    index=${PIP_INDEX_URL:-$("$PYTHON" -m pip config get global.index-url 2>/dev/null || true)}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
fi

echo "Setting up .venv (once)…"
rm -f "$stamp"
has_uv || make_environment
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode \
    requirements/bootstrap.txt requirements/runtime.txt requirements/dev.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
printf '%s' "$wanted" > "$stamp"
