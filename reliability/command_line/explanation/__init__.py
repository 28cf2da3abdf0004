"""What an SLO means, in numbers.

tiers      a burn-rate tier: factor, times, the least number of events
budgets    how much may go wrong
indicator  what counts as good and bad, and what of it is inexact
document   all of it for one SLO, as values
terminal   for people
"""
