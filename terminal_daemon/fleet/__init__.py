"""Many terminals: each tells an MQTT broker of its sales, its totals and its health."""
