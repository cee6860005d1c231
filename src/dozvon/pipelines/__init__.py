"""The numbered versions of pipelines: kept, and read by all who work by them."""
