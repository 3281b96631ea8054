"""What may be typed where results are recorded, looked at and explained."""
