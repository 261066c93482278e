"""The publishable tables of a publication as open data: files that anybody reads without this product."""
