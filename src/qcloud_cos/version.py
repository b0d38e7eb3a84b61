"""The version, in the form the published SDK has it."""

__version__ = "5.1.10.0"
