//! Machine settings.
