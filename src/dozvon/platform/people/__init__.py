"""Who is told what: stored notices, banners, and who stands in for whom."""
