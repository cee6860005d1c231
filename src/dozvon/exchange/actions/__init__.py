"""Imports: files become orders and clients through the actions that take in everything else."""
