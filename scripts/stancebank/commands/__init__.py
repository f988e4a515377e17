"""One command a file: parse options, call one function, print."""
