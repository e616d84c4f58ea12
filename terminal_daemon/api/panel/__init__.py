"""The page for the owner's browser: static files, served as they are."""
