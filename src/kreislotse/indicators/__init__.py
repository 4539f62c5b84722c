"""What is read off: definitions with versions, and values that are a number or a symbol, with all that makes them true."""
