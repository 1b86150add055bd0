"""Pages of what is measured and thought."""
