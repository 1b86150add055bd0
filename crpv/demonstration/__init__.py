"""The demonstration: real centres, invented people, invented amounts, every invention marked."""
