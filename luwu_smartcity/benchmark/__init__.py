"""What `./dev bench web` measures with: a site of its own, a crowd of editors and readers, the processors' own count."""
