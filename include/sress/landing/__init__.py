"""Landing: a file becomes text rows in `raw`, with every reject and repair recorded."""
