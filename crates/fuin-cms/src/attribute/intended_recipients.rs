//! The intended-recipients attribute: `SEQUENCE OF OCTET STRING (SIZE(32))`, strictly ascending.

use std::collections::BTreeSet;

use crate::der_values::{self, DerReader};
use crate::error::Error;

/// The most recipients that one message may be meant for.
pub const MAX_INTENDED_RECIPIENTS: usize = 4096;

/// SHA-256 digests of the certificates that the content is meant for; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntendedRecipients(BTreeSet<[u8; 32]>);

impl IntendedRecipients {
    /// Takes SHA-256 digests of DER certificates, in any order.
    ///
    /// # Errors
    /// [`Error::Unwritable`] for none, [`Error::Limit`] over [`MAX_INTENDED_RECIPIENTS`].
    pub fn new(digests: impl IntoIterator<Item = [u8; 32]>) -> Result<Self, Error> {
        let digests: BTreeSet<_> = digests.into_iter().collect();
        if digests.is_empty() {
            return Err(Error::Unwritable { what: "empty list of intended recipients" });
        }
        if digests.len() > MAX_INTENDED_RECIPIENTS {
            return Err(over_limit());
        }
        Ok(Self(digests))
    }

    /// Whether the content is meant for the certificate with this SHA-256 digest.
    #[must_use]
    pub fn contains(&self, digest: &[u8; 32]) -> bool {
        self.0.contains(digest)
    }

    /// The digests, ascending.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8; 32]> {
        self.0.iter()
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let digests: Vec<Vec<u8>> = self.0.iter().map(|digest| der_values::octet_string(digest)).collect();
        der_values::sequence(&[&digests.concat()])
    }

    pub(super) fn read(reader: &mut DerReader<'_>) -> Result<Self, Error> {
        let mut list = reader.sequence("intended-recipients")?;
        let mut digests = BTreeSet::new();
        while !list.is_empty() {
            let at = list.malformed();
            if digests.len() >= MAX_INTENDED_RECIPIENTS {
                return Err(over_limit());
            }
            let digest: [u8; 32] = list.octet_string()?.try_into().map_err(|_| list.malformed())?;
            //= spec/cms-profile.md#signed-content
            //# intended-recipients MUST hold the SHA-256 digests of certificates, strictly ascending.
            if digests.last().is_some_and(|last| *last >= digest) {
                return Err(at);
            }
            digests.insert(digest);
        }
        if digests.is_empty() { Err(list.malformed()) } else { Ok(Self(digests)) }
    }
}

const fn over_limit() -> Error {
    Error::Limit { what: "intended recipients", limit: MAX_INTENDED_RECIPIENTS as u64 }
}
