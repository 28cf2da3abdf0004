"""What alerts would have done over past minutes, and what a change of them would have changed.

counts            good and bad events, a minute each
read_counts       ... from a CSV or JSON file; incidents likewise
measure           ... from a range of Prometheus
replay            the tiers with their gates, minute by minute: when each would have fired
judging           against incidents that happened: detected when, and how much of the budget was gone by then
backtest          both for one SLO
comparing         the difference between two versions of an SLO
texts, document   for people, machines and browsers
command           `python -m reliability.slo backtest`
"""
