"""`python -m reliability.slo validate|rules|convert|explain|backtest|schema`: SLOs without Django.

main         which command
arguments    what several commands take
reading      files of any of the three forms to services
output       where results go
validate rules convert explain schema    a command each; backtest stands beside what it runs
explanation  what an SLO means, in numbers
"""
