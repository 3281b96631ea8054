"""What may be typed into the monitor room."""
