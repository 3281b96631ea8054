"""What may be typed into the implement room."""
