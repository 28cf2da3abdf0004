"""Charts as SVG text by pure functions: for pages under a strict content policy, for files and for PDF alike.

svg               elements, escaped; paints that need no style sheet and let one change them (dark mode)
axes              scales, round ticks, the frame of a plot
burn_down         what is left of a budget over its window
burn_rate         how fast it goes, with the tiers that alert
bars              counts by cause
heat_map          when it went: days by hours
sparkline         the course in one line of a table
firing_chart      when alerts would have fired, a row a tier

Every chart has a title and a description for those who hear it; nothing is told by colour alone. Colours are those of
Okabe and Ito, "Color Universal Design" (2008).
"""
