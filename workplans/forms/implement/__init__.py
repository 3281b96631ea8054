"""What may be typed where work is delegated, reported, covered and handed over."""
