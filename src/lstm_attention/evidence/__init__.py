"""What the runs show.

In: labels, probabilities, attention weights, lengths. Out: plain numbers and tables: metrics, intervals,
paired tests, focus, attribution, calibration, errors, and the original's published figures. Start with
`metrics` and `significance`.
"""
