"""What people wear: garments, shoes, accessories, made by procedure as templates that fit every body."""
