"""The command line, JupyterLab and the watch over files."""
