"""Origins: where a bucket gets what it has not.  `rules` decide, `pulling` carries out."""
