"""`python -m yq_analysis`: the command line."""

from yq_analysis.running.command.start import main

main()
