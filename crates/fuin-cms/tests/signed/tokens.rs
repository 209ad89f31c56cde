//! Timestamp tokens, CRLs and OCSP responses as far as a message knows them: as octets of the right outer form.

use std::io::Cursor;

use fuin_cms::der_values::{self as dv, tag};
use fuin_cms::oids;
use fuin_cms::signed::{Augmenter, DigestSelection, Shape, UnverifiedSigned, parse_detached, read_signed};
use fuin_crypto::DigestAlgorithm;

use crate::forge::{attribute, digest_identifier, issuer_and_serial};
use crate::support::*;

/// A token about `imprint`: its structure is right and its signature is not.
pub(crate) fn token(imprint: &[u8]) -> Vec<u8> {
    token_with(imprint, &[])
}

/// The same with these encoded unsigned attributes.
pub(crate) fn token_with(imprint: &[u8], unsigned: &[Vec<u8>]) -> Vec<u8> {
    let unsigned = if unsigned.is_empty() { Vec::new() } else { dv::value(0xa1, &unsigned.concat()) };
    let signer = dv::sequence(&[
        &dv::unsigned(1),
        &issuer_and_serial(&certificate("rsa")),
        &digest_identifier(DigestAlgorithm::Sha256),
        &dv::value(0xa0, &attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::TST_INFO)])),
        &dv::algorithm_identifier(&oids::SHA256_WITH_RSA, Some(&dv::null())),
        &dv::octet_string(&[5; 64]),
        &unsigned,
    ]);
    signed_token(imprint, &[signer])
}

pub(crate) fn signed_token(imprint: &[u8], signers: &[Vec<u8>]) -> Vec<u8> {
    let info = dv::octet_string(&dv::sequence(&[&dv::octet_string(imprint)]));
    let signed_data = dv::sequence(&[
        &dv::unsigned(3),
        &dv::set_of(vec![digest_identifier(DigestAlgorithm::Sha256)]),
        &dv::sequence(&[&dv::oid(&oids::TST_INFO), &dv::value(0xa0, &info)]),
        &dv::value(0xa0, &certificate("p256")),
        &dv::value(tag::SET, &signers.concat()),
    ]);
    dv::sequence(&[&dv::oid(&oids::SIGNED_DATA), &dv::value(0xa0, &signed_data)])
}

/// A CertificateList about nothing, as far as OpenSSL looks at it.
pub(crate) fn crl(number: u64) -> Vec<u8> {
    let algorithm = dv::algorithm_identifier(&oids::ECDSA_WITH_SHA256, None);
    let this_update = dv::value(tag::UTC_TIME, b"261123093000Z");
    let list = dv::sequence(&[&dv::unsigned(1), &algorithm, &dv::sequence(&[]), &this_update]);
    dv::sequence(&[&list, &algorithm, &dv::bit_string(&number.to_be_bytes())])
}

pub(crate) fn ocsp_response(number: u64) -> Vec<u8> {
    dv::sequence(&[&dv::value(0x0a, &[0]), &dv::unsigned(number)])
}

/// Everything of level LT, and an attribute that has no name here.
pub(crate) fn raise(augmenter: &mut Augmenter) {
    for signer in 0..augmenter.signed().signers.len() {
        let imprint =
            augmenter.signed().signers[signer].signature_imprint(&provider(), DigestAlgorithm::Sha256).unwrap();
        augmenter.add_signature_time_stamp(signer, &token(&imprint)).unwrap();
    }
    augmenter.add_certificate(&certificate("rsa")).unwrap();
    augmenter.add_certificate(&certificate("p384")).unwrap();
    augmenter.add_crl(&crl(1)).unwrap();
    augmenter.add_ocsp_response(&ocsp_response(1)).unwrap();
}

/// An archive timestamp of this signer about all that is there.
pub(crate) fn archive(augmenter: &mut Augmenter, signer: usize, digest: DigestAlgorithm) -> Vec<u8> {
    let signed = augmenter.signed();
    let request = signed.archive_imprint(&signed.signers[signer], digest, &provider()).unwrap();
    let token = token(request.imprint());
    augmenter.add_archive_time_stamp(signer, &request, &token, &provider()).unwrap();
    request.imprint().to_vec()
}

pub(crate) fn augmenter_of(signed: UnverifiedSigned) -> Augmenter {
    Augmenter::new(signed).unwrap()
}

const EVERY_DIGEST: DigestSelection<'_> = DigestSelection { permitted: PERMITTED, besides: PERMITTED };

/// Reads an attached message, adds to it, and writes it again.
pub(crate) fn augmented(message: &[u8], add: impl FnOnce(&mut Augmenter)) -> Vec<u8> {
    let signed = read_signed(message, Shape::ContentInfo, None, &provider(), EVERY_DIGEST).unwrap();
    let mut augmenter = augmenter_of(signed);
    add(&mut augmenter);
    augmenter.write_attached(&mut Cursor::new(message), Vec::new(), &provider()).unwrap()
}

/// The same of a detached signature.
pub(crate) fn augmented_detached(message: &[u8], content: &[u8], add: impl FnOnce(&mut Augmenter)) -> Vec<u8> {
    let mut signed = parse_detached(message).unwrap();
    signed.digest_detached(&mut &content[..], &provider(), EVERY_DIGEST).unwrap();
    let mut augmenter = augmenter_of(signed);
    add(&mut augmenter);
    augmenter.write_detached().unwrap()
}

/// Whether `part` occurs in `whole`.
pub(crate) fn holds(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}
