"""The command line: the demo town, the tests, the server, the doctor."""
