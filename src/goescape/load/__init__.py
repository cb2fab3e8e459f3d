"""Finding Go packages: GOROOT, build configuration, modules, patterns. The only reader of Go files."""
