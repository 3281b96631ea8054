"""What may be typed into the organise room."""
