"""Servers that stand in for the clouds, on loopback only; each checks what the real one checks."""
