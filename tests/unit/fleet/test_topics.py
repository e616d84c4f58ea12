from terminal_daemon.fleet.topics import Topics

TOPICS = Topics("shops/north", "T01")


def test_all_topics_are_below_the_prefix_and_the_terminal() -> None:
    assert [
        TOPICS.online,
        TOPICS.sale,
        TOPICS.totals,
        TOPICS.health,
        TOPICS.open_orders,
        TOPICS.config,
        TOPICS.again,
        TOPICS.of("config/outcome"),
    ] == [
        f"shops/north/T01/{name}"
        for name in (
            "online",
            "sale",
            "totals",
            "health",
            "open",
            "config",
            "again",
            "config/outcome",
        )
    ]


def test_a_session_is_named_after_prefix_and_terminal() -> None:
    assert TOPICS.client == "shops-north-T01"
