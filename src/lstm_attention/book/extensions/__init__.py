"""Sphinx extensions that this book needs beyond Jupyter Book's own."""
