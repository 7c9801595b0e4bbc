"""Sphinx extensions: what this book needs beyond Jupyter Book's own."""
