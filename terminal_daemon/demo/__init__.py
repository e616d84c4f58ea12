"""The whole terminal with no hardware and no account: only the doors differ from the real one."""
