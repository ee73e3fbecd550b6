"""Benchmarks that print JSON, side by side with the alternative in one run."""
