"""Many terminals: each tells an MQTT broker of itself, and is configured from afar."""
