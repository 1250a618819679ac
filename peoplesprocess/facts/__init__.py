"""What several rooms need to know, each fact once: rooms ask here and do not write these queries anew."""
