module typefacts

go 1.27
