"""What `answerable check` looks at, part by part. Nothing here changes anything."""
