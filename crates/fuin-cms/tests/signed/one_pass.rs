//! Timestamps and validation data that are asked for between the signature and the end of the message.

use std::io::Write;

use fuin_cms::signed::{Augmentation, Revocation, SignedDataWriter, UnsignedAttribute, sign_detached_augmented};
use fuin_cms::{Error, oids};
use fuin_crypto::DigestAlgorithm::Sha256;
use fuin_crypto::SignatureAlgorithm::EcdsaP256Sha256;

use crate::support::*;
use crate::tokens::*;

const CONTENT: &[u8] = b"The seal shows who closed the letter.\n";

/// What the caller's own world says when no authority answers.
#[derive(Debug)]
enum Failure {
    Cms(Error),
    NoAnswer,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Cms(error)
    }
}

fn time_stamp(signature: &[u8]) -> UnsignedAttribute {
    let imprint = provider().digest(Sha256).unwrap().digest(signature);
    UnsignedAttribute::new(oids::SIGNATURE_TIME_STAMP_TOKEN, &token(&imprint)).unwrap()
}

fn long_term(signature: &[u8]) -> Augmentation {
    Augmentation {
        unsigned_attributes: vec![time_stamp(signature)],
        certificates: vec![certificate("rsa"), certificate("p256")],
        crls: vec![crl(1)],
        ocsp_responses: vec![ocsp_response(1)],
    }
}

fn attached<E: From<Error>>(
    revocation: Revocation,
    augment: &mut dyn FnMut(&[u8]) -> Result<Augmentation, E>,
) -> Result<Vec<u8>, E> {
    let provider = provider();
    let mut writer = SignedDataWriter::start_with(Vec::new(), &provider, Sha256, revocation).unwrap();
    writer.write_all(CONTENT).unwrap();
    with_request("p256", EcdsaP256Sha256, |request| writer.finish_augmented(request, augment))
}

fn detached<E: From<Error>>(augment: &mut dyn FnMut(&[u8]) -> Result<Augmentation, E>) -> Result<Vec<u8>, E> {
    with_request("p256", EcdsaP256Sha256, |request| {
        sign_detached_augmented(&provider(), &mut &CONTENT[..], request, augment)
    })
}

//= spec/cms-profile.md#timestamps-and-levels
//= type=test
//# A signature timestamp MUST be about the octets of the signature, without tag and length.
#[test]
fn a_timestamp_comes_back_with_the_signature_it_is_about() {
    let mut seen = Vec::new();
    let mut augment = |signature: &[u8]| {
        seen.push(signature.to_vec());
        Ok::<_, Error>(Augmentation { unsigned_attributes: vec![time_stamp(signature)], ..Augmentation::default() })
    };
    let message = attached(Revocation::Crls, &mut augment).unwrap();
    let (in_stream, _) = read(&message).unwrap();
    let beside = read_detached(&detached(&mut augment).unwrap(), CONTENT).unwrap();
    assert!(holds(&message, &fuin_cms::der_values::octet_string(&seen[0])));
    for (signed, signature) in [in_stream, beside].iter().zip(seen) {
        verify(signed, &[&public_key("p256")]).unwrap();
        let signer = &signed.signers[0];
        assert_eq!(signer.signature(), signature);
        let digest = provider().digest(Sha256).unwrap().digest(&signature);
        assert_eq!(signer.signature_imprint(&provider(), Sha256).unwrap(), digest);
        let imprint = signer.signature_imprint(&provider(), Sha256).unwrap();
        assert_eq!(signer.signature_time_stamps().collect::<Vec<_>>(), [token(&imprint)]);
        assert_eq!(signer.archive_time_stamps().count(), 0);
    }
}

//= spec/cms-profile.md#timestamps-and-levels
//= type=test
//# The version of a SignedData with an OCSP response MUST be 5.
#[test]
fn validation_data_comes_back() {
    let mut augment = |signature: &[u8]| Ok::<_, Error>(long_term(signature));
    let in_stream = attached(Revocation::OcspResponses, &mut augment).unwrap();
    let beside = detached(&mut augment).unwrap();
    assert!(holds(&in_stream[..40], &[2, 1, 5]));
    assert!(holds(&beside[..40], &[2, 1, 5]));
    fuin_cms::der_values::check_der(&beside, "a detached signature is DER", 0).unwrap();
    for signed in [read(&in_stream).unwrap().0, read_detached(&beside, CONTENT).unwrap()] {
        verify(&signed, &[&public_key("p256")]).unwrap();
        assert_eq!(signed.certificates.len(), 2);
        assert_eq!((&signed.crls, &signed.ocsp_responses), (&vec![crl(1)], &vec![ocsp_response(1)]));
    }
}

#[test]
fn the_version_that_was_written_is_kept_to() {
    let with = attached(Revocation::Crls, &mut |signature| Ok::<_, Error>(long_term(signature)));
    assert!(matches!(with, Err(Error::Unwritable { .. })));
    let without = attached(Revocation::OcspResponses, &mut |_| Ok::<_, Error>(Augmentation::default()));
    assert!(matches!(without, Err(Error::Unwritable { .. })));
}

#[test]
fn the_callers_failure_is_the_callers() {
    let mut no_answer = |_: &[u8]| Err::<Augmentation, _>(Failure::NoAnswer);
    assert!(matches!(attached(Revocation::Crls, &mut no_answer), Err(Failure::NoAnswer)));
    assert!(matches!(detached(&mut no_answer), Err(Failure::NoAnswer)));
    let mut malformed = |_: &[u8]| Ok::<_, Failure>(Augmentation { crls: vec![vec![5, 0]], ..Augmentation::default() });
    assert!(matches!(detached(&mut malformed), Err(Failure::Cms(Error::Malformed { structure: "crls", .. }))));
}

#[test]
fn nobody_is_asked_for_what_could_not_be_written() {
    let mut asked = false;
    let too_many = (0..70).map(|n| fuin_cms::der_values::sequence(&[&fuin_cms::der_values::unsigned(n)]));
    let too_many: Vec<_> = too_many.collect();
    let chain: Vec<&[u8]> = too_many.iter().map(Vec::as_slice).collect();
    let refused = with_request("p256", EcdsaP256Sha256, |request| {
        let request = fuin_cms::signed::SignerRequest { chain: &chain, ..*request };
        sign_detached_augmented(&provider(), &mut &CONTENT[..], &request, &mut |_| {
            asked = true;
            Ok::<_, Error>(Augmentation::default())
        })
    });
    assert!(matches!(refused, Err(Error::Limit { what: "certificates", .. })));
    assert!(!asked);
}
