"""Everything that comes from outside is kept here as bytes before anybody reads it; each kind has one reader."""
