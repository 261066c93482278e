"""Open an SFTP server: the host must be the one that is known, the login a password or a private key."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult

import paramiko  # type: ignore[import-untyped]
from fsspec.implementations.sftp import SFTPFileSystem  # type: ignore[import-untyped]

from sress.collect.connection import Connection
from sress.collect.problem import CollectError

_DEFAULT_PORT = 22
_TIMEOUTS = {"timeout": 10, "banner_timeout": 30, "auth_timeout": 30, "channel_timeout": 30}
_ANSWER_SECONDS = 60


class KnownHost(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Accepts the given keys and no other; none given, it accepts no host at all."""

    def __init__(self, known: list[paramiko.PKey]) -> None:
        self._known = known

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Raise CollectError unless the host's key is known."""
        if key in self._known:
            return
        if self._known:
            what = f"the host shows another key than the one in host_key: {key.get_name()} {key.fingerprint}"
            remedy = "Ask the partner whether the server's key has changed before you correct the connection"
        else:
            what = f"the host is not known: {key.get_name()} {key.fingerprint}"
            remedy = "Compare this fingerprint with the partner's and put the key (ssh-keyscan) in the extra host_key"
        raise CollectError(what, address=f"sftp://{hostname}", remedy=remedy)


def open_sftp(connection: Connection, address: SplitResult) -> SFTPFileSystem:
    """The server's files. Neither the user's own keys nor an agent's are ever tried."""
    extra = connection.extra
    checked = str(extra.get("no_host_key_check", "")).lower() not in ("true", "1", "yes")
    known = host_keys(str(extra.get("host_key") or ""))
    if known or checked:
        policy: paramiko.MissingHostKeyPolicy = KnownHost(known)
    else:
        policy = paramiko.AutoAddPolicy()
    fs = SFTPFileSystem(
        address.hostname,
        port=address.port or _DEFAULT_PORT,
        username=connection.login,
        host_key_policy=policy,
        look_for_keys=False,
        allow_agent=False,
        skip_instance_cache=True,
        **_TIMEOUTS,
        **_proof(connection),
    )
    fs.ftp.get_channel().settimeout(_ANSWER_SECONDS)
    return fs


def host_keys(text: str) -> list[paramiko.PKey]:
    """The public keys of a text: `[host] type base64 [comment]` a line, as known_hosts and ssh-keyscan write it."""
    lines = [line.split() for line in text.splitlines()]
    return [_public_key(words) for words in lines if words and not words[0].startswith("#")]


def _public_key(words: list[str]) -> paramiko.PKey:
    for start in (0, 1):
        with suppress(paramiko.SSHException, ValueError, paramiko.hostkeys.InvalidHostKey):
            entry = paramiko.hostkeys.HostKeyEntry.from_line(" ".join(["host", *words[start : start + 2]]))
            if entry:
                return entry.key
    raise CollectError(
        "host_key holds a line that is no public key", remedy="Write `ssh-ed25519 AAAA…`, one key a line"
    )


def _proof(connection: Connection) -> dict[str, Any]:
    text = connection.extra.get("private_key")
    if not text:
        return {"password": connection.password}
    passphrase = connection.extra.get("private_key_passphrase")
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return {"pkey": kind.from_private_key(io.StringIO(str(text)), password=passphrase)}
        except (paramiko.SSHException, ValueError):
            continue
    raise CollectError(
        "private_key cannot be read",
        remedy="Give an OpenSSH or PEM key (Ed25519, ECDSA, RSA), and its private_key_passphrase if it has one",
    )
