"""What the API tests stand on: PostgreSQL, httpd, sites, clients."""
