//! Serves Swagger UI and ReDoc from embedded assets.
