//! Handling restrictions: what a label's originator asks of everyone who handles the file.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::error::Error;

/// The longest text parameter (group, place), in characters.
pub const MAX_TEXT: usize = 200;
/// The most members that one group names.
pub const MAX_MEMBERS: usize = 1000;

/// A restriction's identifier in its label policy, such as `no-copy`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RestrictionId(String);

impl RestrictionId {
    /// Checks the form: 1 to 64 of `a-z`, `0-9` and `-`.
    ///
    /// # Errors
    /// [`Error::Text`] for any other form.
    pub fn new(id: &str) -> Result<Self, Error> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() || id.len() > 64 || !id.bytes().all(allowed) {
            return Err(Error::Text { what: "restriction id" });
        }
        Ok(Self(id.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RestrictionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The value a restriction is stated with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Parameter {
    /// A group of readers.
    Group {
        /// Its name, for people.
        name: String,
        /// The SHA-256 digests of the members' certificates (DER), so that the group means the same where nobody knows
        /// the name; at most [`MAX_MEMBERS`], none while they have not been looked up.
        members: BTreeSet<[u8; 32]>,
    },
    /// A day.
    Date(Date),
    /// A place.
    Place(String),
    /// A length of time, in hours.
    Hours(u32),
}

impl Parameter {
    /// A group without members, after checking its name.
    ///
    /// # Errors
    /// [`Error::Text`] when empty, over [`MAX_TEXT`] characters, or with control or bidirectional characters.
    pub fn group(text: &str) -> Result<Self, Error> {
        checked_text(text, "the group").map(|name| Self::Group { name, members: BTreeSet::new() })
    }

    /// A place, after checking the text.
    ///
    /// # Errors
    /// As [`Parameter::group`].
    pub fn place(text: &str) -> Result<Self, Error> {
        checked_text(text, "the place").map(Self::Place)
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group { name: text, .. } | Self::Place(text) => f.write_str(text),
            Self::Date(date) => write!(f, "{date}"),
            Self::Hours(hours) => write!(f, "{hours}h"),
        }
    }
}

/// Returns the text when it is 1 to [`MAX_TEXT`] characters, none of them control or bidirectional formatting.
fn checked_text(text: &str, what: &'static str) -> Result<String, Error> {
    //= spec/label.md#restrictions
    //# A group or place with control or bidirectional characters MUST be refused.
    let length = text.chars().count();
    if length == 0 || length > MAX_TEXT || text.chars().any(is_deceptive) {
        return Err(Error::Text { what });
    }
    Ok(text.to_owned())
}

/// Characters that change how the text around them is shown: controls, and bidirectional or invisible formatting.
#[must_use]
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}'
        )
        || matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A handling restriction as stated in a label.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Restriction {
    /// Which restriction.
    pub id: RestrictionId,
    /// Its value, where the vocabulary asks for one.
    pub parameter: Option<Parameter>,
}

impl fmt::Display for Restriction {
    /// The form commands take: `no-copy`, `readers=board`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parameter {
            None => write!(f, "{}", self.id),
            Some(parameter) => write!(f, "{}={parameter}", self.id),
        }
    }
}
