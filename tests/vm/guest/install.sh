#!/bin/sh
# Runs in the machine, in the folder that package.py filled: what an installer types.
set -eu
cp newer.deb /root/
apt-get install --yes --no-install-recommends ./terminal-daemon.deb
# The gateway is not there yet, and setup's doctor says so.
terminal-daemon setup --from answers.toml || true
systemctl is-enabled terminal-daemon
