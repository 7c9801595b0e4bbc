"""`python -m lstm_attention`, the same as `lstm-attention`."""

from lstm_attention.commands.cli import app

app()
