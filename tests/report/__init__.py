"""Reports. A package, so that its conftest and helpers keep names of their own."""
