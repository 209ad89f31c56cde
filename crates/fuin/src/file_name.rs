//! Names that files may be given when a message says so.

use fuin_cms::attribute::FileName;

/// The name, when it is one that can be used for a file as it is: no directories, controls or reserved names, and not
/// the name of a label beside another file, which its sender would then decide.
#[must_use]
pub fn safe(name: &str) -> Option<String> {
    checked(name).map(|name| name.as_str().to_owned())
}

/// The same, as the signed attribute takes it.
pub(crate) fn checked(name: &str) -> Option<FileName> {
    let labels_another = name.to_lowercase().ends_with(crate::sidecar::ENDING);
    FileName::safe(name).ok().filter(|_| !labels_another)
}
