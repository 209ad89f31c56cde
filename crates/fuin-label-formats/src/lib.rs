//! Labels in the formats of others: the `SIO-Label` header field of mail (RFC 7444) and ADatP-4774 XML.
//!
//! What is read here was written by anybody: a label in these formats is a claim, and nothing here verifies it. This crate
//! does not sign, bind (ADatP-4778) or judge labels, and opens no files: bytes come in and go out.
//!
//! Floor 1: over `fuin-label` only.
//!
//! | module | holds |
//! |---|---|
//! | [`sio_label`] | the header field: marking, colours, and a label in base64 |
//! | [`adatp4774`] | the XML label, and its mapping from and to a [`fuin_label::Label`] |
//!
//! Nothing panics on any input; sizes are limited before memory is taken; text with control or bidirectional characters is
//! refused; an XML document with a DTD or entities is refused.
//!
//! ```
//! use fuin_label_formats::sio_label;
//! let field = sio_label::parse(b"SIO-Label: marking=\"RESTRICTED\"; fgcolor=black")?;
//! assert_eq!(field.marking.as_deref(), Some("RESTRICTED"));
//! # Ok::<(), fuin_label_formats::Error>(())
//! ```
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

pub mod adatp4774;
pub mod error;
pub mod sio_label;

pub use error::Error;

/// The longest text of any one field, in octets.
pub const MAX_TEXT: usize = 64 * 1024;

/// Refuses text that is empty, over [`MAX_TEXT`], or holds control or bidirectional characters.
fn check_text(text: &str, what: &'static str) -> Result<(), Error> {
    //= spec/label.md#other-formats
    //# Text that holds control or bidirectional characters MUST be refused, both read and written.
    // U+FFFE and U+FFFF are no characters of XML.
    let refused = |c| fuin_label::restriction::is_deceptive(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.is_empty() || text.len() > MAX_TEXT || text.chars().any(refused) {
        return Err(Error::Text { what });
    }
    Ok(())
}
