"""The simulated systems on loopback: HTTP with OAuth2 and keys, SFTP, and faults that can be switched on."""

from __future__ import annotations

from sandbox.serve.faults import Faults
from sandbox.serve.running import Running, start

__all__ = ["Faults", "Running", "start"]
