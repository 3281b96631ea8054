"""What may be typed into a plan, a module for each practice."""
