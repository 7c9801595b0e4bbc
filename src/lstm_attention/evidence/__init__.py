"""What the runs show.

In: labels, groups, probabilities, attention weights, lengths. Out: plain numbers and tables: metrics,
intervals, paired tests, verdicts, focus, attribution, calibration, errors, and the original's published
figures. Start with `metrics`, `intervals` and `significance`.
"""
