"""Many repositories on many machines: orders go out to Dask's workers, redacted answers come back."""
