"""The demo marketplace: everything is a pure function of (seed, subject, index), so it streams and repeats.

sizes -> cities | people | catalogue | storefronts -> offers -> popularity -> reviews -> ratings -> rows -> writer
"""
