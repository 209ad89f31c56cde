//! NameConstraints (RFC 5280, 4.2.1.10).

use super::general::GeneralName;
use super::subtree::{Subtree, read_all};
use crate::der::{self, Reader};
use crate::error::Error;

const STRUCTURE: &str = "nameConstraints";

/// Which names may occur below a CA or an anchor.
///
/// For every form of name of which a permitted subtree exists, a name has to be within one of these; no name may be
/// within an excluded one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

impl NameConstraints {
    /// Constraints of these subtrees; none at all when both lists are empty.
    #[must_use]
    pub fn new(permitted: Vec<Subtree>, excluded: Vec<Subtree>) -> Self {
        Self { permitted, excluded }
    }

    /// Reads a DER NameConstraints, the whole input.
    ///
    /// # Errors
    /// [`Error::Malformed`]: not that structure, an empty list, a minimum or maximum, or an element that cannot be
    /// decoded.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der, STRUCTURE);
        let malformed = reader.malformed();
        Self::read(&mut reader).filter(|_| reader.is_empty()).ok_or(malformed)
    }

    pub(crate) fn read(value: &mut Reader<'_>) -> Option<Self> {
        let mut fields = value.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
        let mut list = |number| match fields.optional(der::context(number)).ok()? {
            Some(element) => read_all(&element),
            None => Some(Vec::new()),
        };
        let constraints = Self { permitted: list(0)?, excluded: list(1)? };
        fields.finish().ok()?;
        // Neither list is a restriction in form only (4.2.1.10: MUST NOT be empty).
        (!constraints.is_empty()).then_some(constraints)
    }

    /// Whether they constrain nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.permitted.is_empty() && self.excluded.is_empty()
    }

    /// How many comparisons one name takes.
    pub(crate) fn len(&self) -> usize {
        self.permitted.len().saturating_add(self.excluded.len())
    }

    /// Whether the name may occur.
    pub(crate) fn allow(&self, name: &GeneralName) -> bool {
        let mut permitted = self.permitted.iter().filter(|subtree| subtree.concerns(name)).peekable();
        let mut excluded = self.excluded.iter().filter(|subtree| subtree.concerns(name));
        (permitted.peek().is_none() || permitted.any(|subtree| subtree.permits(name)))
            && !excluded.any(|subtree| subtree.excludes(name))
    }
}
