//! The digests of a content, computed as it passes by.

use std::io::Read;

use fuin_crypto::provider::DigestContext;
use fuin_crypto::{CryptoProvider, DigestAlgorithm};

use super::algorithm::ClaimedDigest;
use crate::error::Error;

/// How many octets are read and digested at a time.
pub(super) const PART_LEN: usize = 128 * 1024;

/// Digests in progress: only those that the message names, the caller permits and, so, someone will ask for.
pub(super) struct ContentDigests {
    contexts: Vec<(DigestAlgorithm, Box<dyn DigestContext>)>,
    len: u64,
}

impl ContentDigests {
    pub(super) fn start(
        provider: &CryptoProvider,
        named: &[ClaimedDigest],
        permitted: &[DigestAlgorithm],
    ) -> Result<Self, Error> {
        let mut contexts: Vec<(DigestAlgorithm, Box<dyn DigestContext>)> = Vec::new();
        for &algorithm in permitted {
            //= spec/cms-profile.md#streaming
            //# A digest of the content that the policy does not permit MUST NOT be computed.
            let wanted = named.contains(&ClaimedDigest::Known(algorithm));
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
