"""What several tests and the benchmarks need: real databases to run against."""
