"""What a sale costs, as ratios within one run: `make bench`."""
