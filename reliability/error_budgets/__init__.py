"""Error budgets in the database: recorded each minute, exact to the event.

sources        Prometheus, or the expositions of our processes
measured       what is counted for each kind of indicator
tally          events by group, minute and cause
counting       one stretch of time: samples -> tallies and what the next one must know
record         the recorder, which never counts twice
backfill       the same for the past
rollups        counts in the database
reading        budgets, worst minutes, attribution
adjusting      time that does not count, with its history
policy         healthy, caution, frozen; the webhook
deploy_gate    may this service be deployed?
"""
