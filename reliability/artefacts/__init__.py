"""From SLOs to the documents that other programs read: a plain library.

site           what differs by installation: where alerts go, and when
alertmanager   routes, inhibition, receivers; and tests of these
dashboards     Grafana's
load_thresholds, steady_state, rule_files: k6, Chaos Toolkit, Prometheus and Kubernetes
generators     all of them in order
project        the documents beside the files of the project: what is missing, out of date or left over
differences    what a change of an SLO does, in words
"""
