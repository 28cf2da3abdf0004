"""SLOs as a plain library, without Django: `python -m reliability.slo --help`.

spec       its file: YAML -> model, or every mistake at once; the JSON Schema (schema.json) from the same form
model      what an SLO is: frozen, exact
converting OpenSLO v1 and Sloth, in and out
error_budget  counts to budgets: exact, each number with its formula
low_traffic   how much a few events can tell
"""
