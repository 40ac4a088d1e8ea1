//! Writes the OpenAPI document.
