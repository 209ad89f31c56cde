//! The file-name attribute, and when a name from a message may become the name of a file.

use fuin_label::restriction::is_deceptive;

/// The longest file name, in octets: what file systems commonly take.
pub const MAX_FILE_NAME: usize = 255;

/// Names that Windows gives to devices, with whatever extension.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A file name that is safe on every file system and looks like what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

/// Why a name must not become the name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnsafeFileName {
    /// It has no character.
    #[error("the name is empty")]
    Empty,
    /// It is over [`MAX_FILE_NAME`] octets.
    #[error("the name is over {MAX_FILE_NAME} octets")]
    TooLong,
    /// It holds a separator or a character that some file system gives a meaning.
    #[error("the name holds {found:?}")]
    Character {
        /// The character.
        found: char,
    },
    /// It holds a control, bidirectional or invisible character.
    #[error("the name holds the control or invisible character U+{:04X}", u32::from(*found))]
    Deceptive {
        /// The character.
        found: char,
    },
    /// It is dots, begins or ends with a dot or space, which some file systems hide or drop, or begins with a dash,
    /// which commands take for an option.
    #[error("the name begins with a dot, dash or space, or ends with a dot or space")]
    Edge,
    /// Windows gives it to a device.
    #[error("the name is reserved for a device")]
    Reserved,
}

impl FileName {
    /// Judges a name.
    ///
    /// # Errors
    /// [`UnsafeFileName`] says what is wrong with it.
    pub fn safe(name: &str) -> Result<Self, UnsafeFileName> {
        if name.is_empty() {
            return Err(UnsafeFileName::Empty);
        }
        if name.len() > MAX_FILE_NAME {
            return Err(UnsafeFileName::TooLong);
        }
        if let Some(found) = name.chars().find(|c| is_deceptive(*c)) {
            return Err(UnsafeFileName::Deceptive { found });
        }
        if let Some(found) = name.chars().find(|c| r#"/\:*?"<>|"#.contains(*c)) {
            return Err(UnsafeFileName::Character { found });
        }
        let edge = |c: char| c == '.' || c.is_whitespace();
        if name.starts_with(edge) || name.starts_with('-') || name.ends_with(edge) {
            return Err(UnsafeFileName::Edge);
        }
        if is_reserved(name) {
            return Err(UnsafeFileName::Reserved);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether Windows takes the name for a device: `con`, `NUL.txt`, `com1 .log`, `lpt²`.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let port = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            let mut rest = rest.chars();
            matches!(rest.next(), Some('0'..='9' | '¹' | '²' | '³')) && rest.next().is_none()
        })
    };
    RESERVED.contains(&stem.as_str()) || port("com") || port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_are_safe() {
        let longest = "あ".repeat(85);
        for name in ["report.pdf", "予算案 (第2版).xlsx", "a..b", "console.txt", "com10", "nullable", "a", &longest]
        {
            assert_eq!(FileName::safe(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn each_danger_is_named() {
        use UnsafeFileName::{Character, Deceptive, Edge, Empty, Reserved, TooLong};
        let long = "a".repeat(256);
        let huge = "../".repeat(3_500);
        for (name, expected) in [
            ("", Empty),
            (long.as_str(), TooLong),
            (huge.as_str(), TooLong),
            ("../etc/passwd", Character { found: '/' }),
            ("/etc/passwd", Character { found: '/' }),
            (r"..\x", Character { found: '\\' }),
            ("C:x", Character { found: ':' }),
            ("a*", Character { found: '*' }),
            ("a?", Character { found: '?' }),
            ("a\"b", Character { found: '"' }),
            ("<a", Character { found: '<' }),
            ("a>b", Character { found: '>' }),
            ("a|b", Character { found: '|' }),
            ("a\0b", Deceptive { found: '\0' }),
            ("a\nb", Deceptive { found: '\n' }),
            ("a\u{1b}[2J", Deceptive { found: '\u{1b}' }),
            ("fdp\u{202e}exe.", Deceptive { found: '\u{202e}' }),
            ("a\u{2066}b", Deceptive { found: '\u{2066}' }),
            ("a\u{200b}b", Deceptive { found: '\u{200b}' }),
            (".", Edge),
            ("..", Edge),
            (".bashrc", Edge),
            ("-rf", Edge),
            ("a.", Edge),
            ("a ", Edge),
            (" a", Edge),
            ("\u{3000}a", Edge),
            ("CON", Reserved),
            ("nul.txt", Reserved),
            ("Com1.tar.gz", Reserved),
            ("lpt²", Reserved),
            ("aux .log", Reserved),
        ] {
            assert_eq!(FileName::safe(name), Err(expected), "{name:?}");
        }
    }
}
