"""Benchmarks that print JSON, side by side with the alternative in one run."""

from .live import bench_live

__all__ = ["bench_live"]
