//! Names that files may be given when a message says so.

use fuin_cms::attribute::FileName;

/// The name, when it is one that can be used for a file as it is: no directories, controls or reserved names.
#[must_use]
pub fn safe(name: &str) -> Option<String> {
    FileName::safe(name).ok().map(|name| name.as_str().to_owned())
}
