//! Bundles: one file with a document, its signature and all that verifies it, for a machine without a network.
//!
//! A bundle is an ASiC-S container with CAdES (EN 319 162-1, clause 4.3): a ZIP file of the document, `META-INF/signature.p7s`,
//! and beside it the policies that the signature was made under. Those inform; whoever verifies is bound by their own policy
//! and trust anchors alone (spec/bundle.md).

mod content;
mod directory;
mod extra;
mod make;
mod problem;
mod read;
mod verify;
mod write;

pub use content::Content;
pub use make::{BundleRequest, Bundled, bundle_attached, bundle_detached, extend_bundle};
pub use problem::Problem;
pub use read::{BundledPolicy, UnverifiedBundle};
pub use verify::{validate_bundle, verify_bundle};

/// What the name of a bundle ends in (EN 319 162-1, A.3).
pub const ENDING: &str = ".asics";
/// The media type of an ASiC-S container.
pub const MEDIA_TYPE: &str = "application/vnd.etsi.asic-s+zip";

/// The entry that every container begins with.
const MIMETYPE: &str = "mimetype";
/// The folder of everything but the document.
const META_INF: &str = "META-INF/";
/// What fuin calls the signature in it.
const SIGNATURE: &str = "signature.p7s";
/// What the names of policies in it begin and end with.
const POLICY: (&str, &str) = ("fuin-policy-", ".toml");
/// How many policies a bundle may hold.
const MAX_POLICIES: usize = 16;

/// How many octets of a file [`is_bundle`] looks at.
pub const BEGINNING: usize = 30 + MIMETYPE.len() + MEDIA_TYPE.len();

/// Whether a file that begins so is a bundle, or wants to be one.
#[must_use]
pub fn is_bundle(beginning: &[u8]) -> bool {
    let named = beginning.get(30..).unwrap_or_default().strip_prefix(MIMETYPE.as_bytes());
    beginning.starts_with(b"PK\x03\x04") && named.is_some_and(|rest| rest.starts_with(MEDIA_TYPE.as_bytes()))
}

#[cfg(test)]
mod tests;
