"""How search machines and readers find the public pages: robots, sitemap, Atom, OpenSearch."""
