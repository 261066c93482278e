# Sourced by the scripts that install: which package index and certificates this machine uses.
# uv reads neither pip's configuration nor the system's certificates, so it is told.

if ! { [ -n "${HOME:-}" ] && mkdir -p "$HOME/.cache" 2>/dev/null && [ -w "$HOME/.cache" ]; }; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$here/var/uv-cache}"
    export PIP_NO_CACHE_DIR=1
fi

system_certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${SSL_CERT_FILE:-}" ] && [ -s "${PIP_CERT:-$system_certificates}" ]; then
    export SSL_CERT_FILE="${PIP_CERT:-$system_certificates}"
fi
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    index=${PIP_INDEX_URL:-$("$PYTHON" -m pip config get global.index-url 2>/dev/null || true)}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
fi
