#!/bin/sh
# Make .venv-superset hold exactly what requirements/superset.txt locks. Does nothing when nothing changed.
# Apart from .venv: Superset and Airflow ask for versions that cannot live together.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
here=$(pwd)
stamp=.venv-superset/.sress-setup
wanted="$(cat requirements/superset.txt scripts/superset.sh | cksum) $here"

is_done() {
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x .venv-superset/bin/gunicorn ]
}

is_done && exit 0

mkdir -p var
if command -v flock >/dev/null; then
    exec 9>var/superset.lock
    flock 9
    is_done && exit 0
fi

. scripts/index.sh

echo "Setting up .venv-superset (once, about 630 MB)…"
rm -rf .venv-superset
.venv/bin/uv venv --quiet --no-project --python "$PYTHON" .venv-superset
.venv/bin/uv pip sync --quiet --python .venv-superset/bin/python --require-hashes --compile-bytecode \
    requirements/superset.txt
printf '%s' "$wanted" > "$stamp"
