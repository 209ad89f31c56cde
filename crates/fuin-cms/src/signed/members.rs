//! Writing `certificates` and `crls` of a SignedData, and what a SignedData begins with.

use fuin_crypto::{DigestAlgorithm, Oid};

use super::revocation::{OtherRevocation, checked, ocsp_choice};
use super::{MAX_CERTIFICATES, MAX_CERTIFICATES_LEN, MAX_CRLS, MAX_CRLS_LEN, MAX_DIGEST_ALGORITHMS};
use crate::der_values::{self, tag};
use crate::error::Error;

/// `certificates [0]` of DER certificates; nothing at all when there is none.
pub(super) fn certificates<'a>(members: impl Iterator<Item = &'a [u8]>) -> Result<Vec<u8>, Error> {
    implicit_set(members.map(<[u8]>::to_vec).collect(), 0, "certificates", MAX_CERTIFICATES, MAX_CERTIFICATES_LEN)
}

/// `crls [1]` of CRLs, OCSP responses and what else there is; nothing at all when there is none.
pub(super) fn crls<'a>(
    crls: impl Iterator<Item = Vec<u8>>,
    ocsp_responses: impl Iterator<Item = &'a [u8]>,
    other: &[OtherRevocation],
) -> Result<Vec<u8>, Error> {
    let mut members: Vec<Vec<u8>> = crls.collect();
    for response in ocsp_responses {
        members.push(ocsp_choice(&checked(response.to_vec(), "OCSPResponse")?));
    }
    members.extend(other.iter().map(|other| other.raw.clone()));
    implicit_set(members, 1, "crls", MAX_CRLS, MAX_CRLS_LEN)
}

/// `[number] IMPLICIT SET OF` the DER values, sorted and without repetition.
fn implicit_set(
    mut members: Vec<Vec<u8>>,
    number: u8,
    what: &'static str,
    limit: usize,
    limit_octets: usize,
) -> Result<Vec<u8>, Error> {
    members.sort_unstable();
    members.dedup();
    for member in &members {
        der_values::check_der(member, what, 0)?;
        let other_revocation = number == 1 && member.first() == Some(&tag::context_constructed(1));
        if member.first() != Some(&tag::SEQUENCE) && !other_revocation {
            return Err(Error::Malformed { structure: what, offset: 0 });
        }
    }
    if members.len() > limit {
        return Err(Error::Limit { what, limit: limit as u64 });
    }
    let contents = members.concat();
    if contents.len() > limit_octets {
        return Err(Error::Limit { what, limit: limit_octets as u64 });
    }
    if contents.is_empty() {
        return Ok(contents);
    }
    Ok(der_values::value(tag::context_constructed(number), &contents))
}

/// The CMSVersion and digestAlgorithms of a SignedData, from AlgorithmIdentifiers that are encoded already.
pub(super) fn version_and_digests(version: u8, mut identifiers: Vec<Vec<u8>>) -> Result<Vec<u8>, Error> {
    identifiers.sort_unstable();
    identifiers.dedup();
    if identifiers.len() > MAX_DIGEST_ALGORITHMS {
        return Err(Error::Limit { what: "digest algorithms", limit: MAX_DIGEST_ALGORITHMS as u64 });
    }
    Ok([der_values::unsigned(u64::from(version)), der_values::set_of(identifiers)].concat())
}

/// The AlgorithmIdentifier of a digest, without parameters (RFC 5754, section 2).
pub(super) fn digest_identifier(digest: DigestAlgorithm) -> Vec<u8> {
    der_values::algorithm_identifier(&digest.oid(), None)
}

/// ContentInfo with this SignedData, in DER.
pub(super) fn content_info(content_type: &Oid, signed_data: &[u8]) -> Vec<u8> {
    der_values::sequence(&[
        &der_values::oid(content_type),
        &der_values::value(tag::context_constructed(0), signed_data),
    ])
}
