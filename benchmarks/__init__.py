"""What is measured against peers, and how: run a module of this folder with `python -m`."""
