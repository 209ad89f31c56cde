//! The digests of a content, computed as it passes by.

use std::io::Read;

use fuin_crypto::provider::DigestContext;
use fuin_crypto::{CryptoProvider, DigestAlgorithm};

use super::algorithm::ClaimedDigest;
use crate::error::Error;

/// Which digests of a content are computed: those that the message names and those that the caller asks for besides,
/// as far as they are permitted.
///
/// A message need not name the digest of its archive timestamps; a list alone asks for none besides.
#[derive(Debug, Clone, Copy)]
pub struct DigestSelection<'a> {
    /// The digests that may be computed.
    pub permitted: &'a [DigestAlgorithm],
    /// The digests to be computed whatever the message names.
    pub besides: &'a [DigestAlgorithm],
}

impl<'a> From<&'a [DigestAlgorithm]> for DigestSelection<'a> {
    fn from(permitted: &'a [DigestAlgorithm]) -> Self {
        Self { permitted, besides: &[] }
    }
}

impl<'a, const N: usize> From<&'a [DigestAlgorithm; N]> for DigestSelection<'a> {
    fn from(permitted: &'a [DigestAlgorithm; N]) -> Self {
        Self::from(permitted.as_slice())
    }
}

impl<'a> From<&'a Vec<DigestAlgorithm>> for DigestSelection<'a> {
    fn from(permitted: &'a Vec<DigestAlgorithm>) -> Self {
        Self::from(permitted.as_slice())
    }
}

/// How many octets are read and digested at a time.
pub(super) const PART_LEN: usize = 128 * 1024;

/// Digests in progress: only those that are permitted and that someone will ask for.
pub(super) struct ContentDigests {
    contexts: Vec<(DigestAlgorithm, Box<dyn DigestContext>)>,
    len: u64,
}

impl ContentDigests {
    pub(super) fn start(
        provider: &CryptoProvider,
        named: &[ClaimedDigest],
        selection: DigestSelection<'_>,
    ) -> Result<Self, Error> {
        let mut contexts: Vec<(DigestAlgorithm, Box<dyn DigestContext>)> = Vec::new();
        for &algorithm in selection.permitted {
            //= spec/cms-profile.md#streaming
            //# A digest of the content that the policy does not permit MUST NOT be computed.
            let wanted = named.contains(&ClaimedDigest::Known(algorithm)) || selection.besides.contains(&algorithm);
            if wanted && contexts.iter().all(|(started, _)| *started != algorithm) {
                contexts.push((algorithm, provider.digest(algorithm)?.start()));
            }
        }
        Ok(Self { contexts, len: 0 })
    }

    pub(super) fn update(&mut self, part: &[u8]) {
        for (_, context) in &mut self.contexts {
            context.update(part);
        }
        self.len = self.len.saturating_add(part.len() as u64);
    }

    pub(super) fn update_from(&mut self, content: &mut dyn Read) -> Result<(), Error> {
        let mut part = vec![0; PART_LEN];
        loop {
            let read = match content.read(&mut part) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            self.update(part.get(..read).unwrap_or_default());
        }
    }

    pub(super) fn finish(self) -> (Option<u64>, Vec<(DigestAlgorithm, Vec<u8>)>) {
        let finished = self.contexts.into_iter().map(|(algorithm, context)| (algorithm, context.finish()));
        (Some(self.len), finished.collect())
    }
}
