"""What is asked of the disk and of Python itself; the floor that every room may stand on."""
