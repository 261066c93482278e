"""The monthly brief: figures read from `marts`, rendered as HTML and as text."""
