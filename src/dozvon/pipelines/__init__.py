"""The rules without a programmer: drafts of pipelines, their publication, and what a change would have meant."""
