//! What an archive timestamp is about (EN 319 122-1, 5.5.2 and 5.5.3): its imprint, and what its index covers.

use fuin_crypto::provider::Digest;
use fuin_crypto::{CryptoProvider, DigestAlgorithm, Oid};

use super::algorithm::ClaimedDigest;
use super::hash_index::AtsHashIndex;
use super::signer::UnverifiedSigner;
use super::{UnverifiedSigned, revocation, token};
use crate::der_values;
use crate::error::Error;
use crate::oids;

/// A part of a message that an archive timestamp may be about, beside content and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Component {
    /// This one of [`UnverifiedSigned::certificates`].
    Certificate(usize),
    /// This one of [`UnverifiedSigned::crls`].
    Crl(usize),
    /// This one of [`UnverifiedSigned::ocsp_responses`].
    OcspResponse(usize),
    /// This one of [`UnverifiedSigned::other_revocation`].
    OtherRevocation(usize),
    /// A value of one of [`UnverifiedSigner::unsigned_attributes`].
    UnsignedValue {
        /// The attribute's type.
        oid: Oid,
        /// Which of the attributes.
        attribute: usize,
        /// Which of its values.
        value: usize,
    },
}

/// What has to be timestamped so that the timestamp is one of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveImprint {
    digest: DigestAlgorithm,
    imprint: Vec<u8>,
    index: AtsHashIndex,
}

impl ArchiveImprint {
    /// The digest of the index and of the imprint.
    #[must_use]
    pub const fn digest_algorithm(&self) -> DigestAlgorithm {
        self.digest
    }

    /// The message imprint to be timestamped.
    #[must_use]
    pub fn imprint(&self) -> &[u8] {
        &self.imprint
    }

    /// The index that goes into the token.
    #[must_use]
    pub const fn index(&self) -> &AtsHashIndex {
        &self.index
    }
}

/// The proof that everything an archive timestamp's index names is in the message, with the imprint that its token
/// must then have.
///
/// Only [`UnverifiedSigned::archive_coverage`] makes one. It says nothing about the token: whoever verifies that
/// compares its imprint with this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveCoverage {
    digest: DigestAlgorithm,
    imprint: Vec<u8>,
    covered: Vec<Component>,
    not_covered: Vec<Component>,
}

impl ArchiveCoverage {
    /// The digest of the index and of the imprint.
    #[must_use]
    pub const fn digest_algorithm(&self) -> DigestAlgorithm {
        self.digest
    }

    /// The message imprint that the token must have.
    #[must_use]
    pub fn imprint(&self) -> &[u8] {
        &self.imprint
    }

    /// The parts whose existence the timestamp shows, beside content and signature.
    #[must_use]
    pub fn covered(&self) -> &[Component] {
        &self.covered
    }

    /// The parts of the message that it says nothing about, the token itself left out.
    #[must_use]
    pub fn not_covered(&self) -> &[Component] {
        &self.not_covered
    }
}

impl UnverifiedSigned {
    /// What a new archive timestamp of `signer`, one of this message, has to be about: everything that is there now.
    ///
    /// # Errors
    /// [`Error::Unsupported`] naming the digest when the content was not digested with it; [`Error::Crypto`] when
    /// the provider lacks it.
    pub fn archive_imprint(
        &self,
        signer: &UnverifiedSigner,
        digest: DigestAlgorithm,
        provider: &CryptoProvider,
    ) -> Result<ArchiveImprint, Error> {
        let hash = provider.digest(digest)?;
        //= spec/cms-profile.md#archive-timestamps
        //# An archive timestamp that is made MUST cover every certificate, revocation information and unsigned value.
        let [certificates, crls, values] = self.components(signer, hash).map(digests);
        let index = AtsHashIndex::new(digest, certificates, crls, values);
        let imprint = hash.digest(&self.imprint_input(signer, digest, &index)?);
        Ok(ArchiveImprint { digest, imprint, index })
    }

    /// Reads the index of an archive timestamp of `signer`, one of this message, and holds it against what is there.
    ///
    /// `digest` is the algorithm of the token's message imprint, which the index has to share.
    ///
    /// # Errors
    /// [`Error::HashIndex`] when the index names what is not there; [`Error::DigestsDiffer`] when it has another
    /// digest; [`Error::Malformed`] and [`Error::Limit`] for the token; otherwise as
    /// [`UnverifiedSigned::archive_imprint`].
    pub fn archive_coverage(
        &self,
        signer: &UnverifiedSigner,
        token: &[u8],
        digest: DigestAlgorithm,
        provider: &CryptoProvider,
    ) -> Result<ArchiveCoverage, Error> {
        let index = token::ats_hash_index(token)?;
        //= spec/cms-profile.md#archive-timestamps
        //# The digest of an ats-hash-index-v3 MUST be the one of the timestamp's imprint.
        if *index.digest_algorithm() != ClaimedDigest::Known(digest) {
            let (first, second) = (index.digest_algorithm().name(), digest.name().to_owned());
            return Err(Error::DigestsDiffer { first, second });
        }
        let hash = provider.digest(digest)?;
        let [certificates, crls, values] = self.components(signer, hash);
        let (mut covered, mut not_covered) = (Vec::new(), Vec::new());
        for (list, entries, present) in [
            ("certificatesHashIndex", index.certificates(), certificates),
            ("crlsHashIndex", index.crls(), crls),
            ("unsignedAttrValuesHashIndex", index.unsigned_values(), values),
        ] {
            //= spec/cms-profile.md#archive-timestamps
            //# An ats-hash-index-v3 with an entry that is the digest of nothing in the message MUST be refused.
            if !entries.iter().all(|entry| present.iter().any(|(_, hashed)| entry == hashed)) {
                return Err(Error::HashIndex { list });
            }
            //= spec/cms-profile.md#archive-timestamps
            //# What is in the message and not in an ats-hash-index-v3 MUST be reported as not covered by it.
            for (component, hashed) in present {
                if entries.contains(&hashed) {
                    covered.push(component);
                } else if !is_token(signer, &component, token) {
                    not_covered.push(component);
                }
            }
        }
        let imprint = hash.digest(&self.imprint_input(signer, digest, &index)?);
        Ok(ArchiveCoverage { digest, imprint, covered, not_covered })
    }

    /// The input of the message imprint (EN 319 122-1, 5.5.3).
    fn imprint_input(
        &self,
        signer: &UnverifiedSigner,
        digest: DigestAlgorithm,
        index: &AtsHashIndex,
    ) -> Result<Vec<u8>, Error> {
        //= spec/cms-profile.md#archive-timestamps
        //# The imprint MUST be over eContentType, the content's digest, the SignerInfo up to its signature, and the index.
        let content = self.digest_of_content(digest)?;
        let content_type = der_values::oid(&oids::DATA);
        Ok([content_type.as_slice(), content, &signer.signed_fields, index.der()].concat())
    }

    /// The digests of certificates, revocation information and unsigned values, each over what is there as encoded.
    fn components(&self, signer: &UnverifiedSigner, hash: &dyn Digest) -> [Vec<(Component, Vec<u8>)>; 3] {
        let all = |values: &[Vec<u8>], component: fn(usize) -> Component| {
            let numbered = values.iter().enumerate();
            numbered.map(|(at, value)| (component(at), hash.digest(value))).collect::<Vec<_>>()
        };
        let certificates = all(&self.certificates, Component::Certificate);
        let mut crls = all(&self.crls, Component::Crl);
        // The whole RevocationInfoChoice, which is DER: its own tag belongs to it.
        let choices: Vec<_> = self.ocsp_responses.iter().map(|response| revocation::ocsp_choice(response)).collect();
        crls.extend(all(&choices, Component::OcspResponse));
        let others: Vec<_> = self.other_revocation.iter().map(|other| other.raw.clone()).collect();
        crls.extend(all(&others, Component::OtherRevocation));
        let mut values = Vec::new();
        for (attribute, unsigned) in signer.unsigned.iter().enumerate() {
            let oid = unsigned.oid();
            let attribute_type = der_values::oid(oid);
            for (value, octets) in unsigned.values().iter().enumerate() {
                //= spec/cms-profile.md#archive-timestamps
                //# The digest of an unsigned value MUST be over the attribute's type and that value, as encoded.
                let hashed = hash.digest(&[attribute_type.as_slice(), octets].concat());
                values.push((Component::UnsignedValue { oid: oid.clone(), attribute, value }, hashed));
            }
        }
        [certificates, crls, values]
    }
}

fn digests(components: Vec<(Component, Vec<u8>)>) -> Vec<Vec<u8>> {
    components.into_iter().map(|(_, hashed)| hashed).collect()
}

/// Whether the component is the archive timestamp `token`, which cannot name itself.
fn is_token(signer: &UnverifiedSigner, component: &Component, token: &[u8]) -> bool {
    match component {
        Component::UnsignedValue { oid, attribute, value } => {
            let octets = signer.unsigned.get(*attribute).and_then(|unsigned| unsigned.values().get(*value));
            *oid == oids::ARCHIVE_TIME_STAMP_V3 && octets.is_some_and(|octets| octets == token)
        }
        _ => false,
    }
}
