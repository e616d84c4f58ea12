from terminal_daemon.doctor.finding import Finding, Level, fail, ok, warn


def test_only_what_is_well_needs_no_mending() -> None:
    assert ok("disk", "room") == Finding("disk", Level.OK, "room", "")
    assert warn("disk", "little", "tidy") == Finding("disk", Level.WARN, "little", "tidy")
    assert fail("disk", "full", "tidy") == Finding("disk", Level.FAIL, "full", "tidy")
