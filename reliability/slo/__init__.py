"""SLOs as a plain library, without Django: `python -m reliability.slo --help`.

model      what an SLO is: frozen, exact
"""
