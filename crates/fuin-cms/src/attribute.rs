//! Signed attributes of the profile.
