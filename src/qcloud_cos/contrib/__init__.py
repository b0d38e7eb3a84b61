"""COS in other people's frameworks.  Each module needs the framework that it is for."""
