"""The door for other programs: open data of the directory, read without a login, one district by host."""
