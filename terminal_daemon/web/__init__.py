"""HTTP/1.1 over asyncio, for those who call and for those who answer."""
