"""The control side: what is for those who run the server, and not part of COS."""
