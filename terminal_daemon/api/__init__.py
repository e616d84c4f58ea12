"""The local API: what a cash register, a script and the owner's browser can ask over HTTP."""
