"""The way in for files of national size: what is certain passes by the block, the rest row by row."""
