//! Archive timestamps: what they are about, computed a second time by hand, and what makes them void.

use fuin_cms::der_values::{self as dv, DerReader};
use fuin_cms::signed::{
    ArchiveCoverage, AtsHashIndex, ClaimedDigest, Component, DigestSelection, Shape, UnsignedAttribute,
    UnverifiedSigned, ats_hash_index, parse_detached, read_signed, with_ats_hash_index,
};
use fuin_cms::{Error, oids};
use fuin_crypto::DigestAlgorithm::{self, Sha256, Sha384, Sha512};
use fuin_crypto::SignatureAlgorithm;

use crate::forge::{CONTENT, Forge, attribute};
use crate::support::*;
use crate::tokens::*;

fn hash(digest: DigestAlgorithm, octets: &[u8]) -> Vec<u8> {
    provider().digest(digest).unwrap().digest(octets)
}

fn coverage(signed: &UnverifiedSigned, token: &[u8], digest: DigestAlgorithm) -> Result<ArchiveCoverage, Error> {
    signed.archive_coverage(&signed.signers[0], token, digest, &provider())
}

/// The only archive timestamp of the first signer.
fn only_token(signed: &UnverifiedSigned) -> Vec<u8> {
    let tokens: Vec<_> = signed.signers[0].archive_time_stamps().collect();
    assert_eq!(tokens.len(), 1);
    tokens[0].to_vec()
}

/// A message of one signer at level LTA, detached, with the imprint that was timestamped.
fn archived(digest: DigestAlgorithm) -> (Vec<u8>, Vec<u8>) {
    let mut imprint = Vec::new();
    let message = augmented_detached(&data("detached-p256.p7s"), &data("content.txt"), |augmenter| {
        augmenter.add_certificate(&certificate("rsa")).unwrap();
        augmenter.add_crl(&crl(1)).unwrap();
        augmenter.add_ocsp_response(&ocsp_response(1)).unwrap();
        augmenter.add_signature_time_stamp(0, &token(b"imprint")).unwrap();
        imprint = archive(augmenter, 0, digest);
    });
    (message, imprint)
}

fn read_archived(digest: DigestAlgorithm) -> (UnverifiedSigned, Vec<u8>) {
    let (message, imprint) = archived(digest);
    (read_detached(&message, &data("content.txt")).unwrap(), imprint)
}

/// The contents of the next value.
fn inside<'a>(reader: &mut DerReader<'a>) -> DerReader<'a> {
    DerReader::new(reader.element().unwrap().contents, "by hand", 0)
}

fn rest(mut reader: DerReader<'_>) -> Vec<&[u8]> {
    let mut all = Vec::new();
    while !reader.is_empty() {
        all.push(reader.element().unwrap().raw);
    }
    all
}

/// The imprint of EN 319 122-1, 5.5.3, taken from the octets of a detached DER message with one signer whose archive
/// timestamp is left out: the clause's steps one after the other.
fn imprint_by_hand(message: &[u8], content: &[u8], digest: DigestAlgorithm) -> Vec<u8> {
    let mut outer = DerReader::new(message, "by hand", 0);
    let mut content_info = inside(&mut outer);
    content_info.element().unwrap();
    let mut explicit = inside(&mut content_info);
    let fields = rest(inside(&mut explicit));
    let [_version, _digests, encapsulated, certificates, crls, signers] = fields[..] else { panic!("not six fields") };
    let members = |field: &[u8]| -> Vec<Vec<u8>> {
        let mut field = DerReader::new(field, "by hand", 0);
        rest(inside(&mut field)).into_iter().map(<[u8]>::to_vec).collect()
    };
    let signer = members(signers).remove(0);
    let signer_fields = members(&signer);
    let [signed_fields @ .., unsigned] = &signer_fields[..] else { panic!("no fields") };
    assert_eq!((signed_fields.len(), unsigned[0]), (6, 0xa1));
    let mut unsigned_values = Vec::new();
    for attribute in members(unsigned) {
        let parts = members(&attribute);
        if parts[0] != dv::oid(&oids::ARCHIVE_TIME_STAMP_V3) {
            unsigned_values.extend(members(&parts[1]).iter().map(|value| [parts[0].as_slice(), value].concat()));
        }
    }
    let list = |members: Vec<Vec<u8>>| {
        let entries: Vec<_> = members.iter().map(|member| dv::octet_string(&hash(digest, member))).collect();
        dv::sequence(&[&entries.concat()])
    };
    let algorithm = dv::algorithm_identifier(&digest.oid(), None);
    let lists = [list(members(certificates)), list(members(crls)), list(unsigned_values)].concat();
    let index = dv::sequence(&[&algorithm, &lists]);
    let content_type = members(encapsulated).remove(0);
    let input = [content_type, hash(digest, content), signed_fields.concat(), index];
    hash(digest, &input.concat())
}

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# The imprint MUST be over eContentType, the content's digest, the SignerInfo up to its signature, and the index.
//= spec/cms-profile.md#archive-timestamps
//= type=test
//# The digest of an unsigned value MUST be over the attribute's type and that value, as encoded.
#[test]
fn the_imprint_is_the_one_of_the_clause() {
    for digest in [Sha256, Sha384, Sha512] {
        let (message, imprint) = archived(digest);
        assert_eq!(imprint, imprint_by_hand(&message, &data("content.txt"), digest), "{digest}");
        let signed = read_detached(&message, &data("content.txt")).unwrap();
        let coverage = coverage(&signed, &only_token(&signed), digest).unwrap();
        assert_eq!((coverage.imprint(), coverage.digest_algorithm()), (imprint.as_slice(), digest));
    }
}

/// The same from a message that never changes; computed besides with another ASN.1 library.
#[test]
fn the_imprint_of_a_fixed_message() {
    let (_, imprint) = archived(Sha256);
    assert_eq!(hex::encode(imprint), FIXED_IMPRINT);
}

/// Changes with the fixtures.
const FIXED_IMPRINT: &str = "ee8735996afb0875cb7d7865e12f310a423dac47e97658efc53a167721786525";

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# An archive timestamp that is made MUST cover every certificate, revocation information and unsigned value.
#[test]
fn a_new_one_covers_everything() {
    let (signed, _) = read_archived(Sha256);
    let coverage = coverage(&signed, &only_token(&signed), Sha256).unwrap();
    assert_eq!(coverage.not_covered(), []);
    let oid = oids::SIGNATURE_TIME_STAMP_TOKEN;
    let attributes = signed.signers[0].unsigned_attributes();
    let attribute = attributes.iter().position(|attribute| *attribute.oid() == oid).unwrap();
    let expected = [
        Component::Certificate(0),
        Component::Certificate(1),
        Component::Crl(0),
        Component::OcspResponse(0),
        Component::UnsignedValue { oid, attribute, value: 0 },
    ];
    assert_eq!(coverage.covered(), expected);
}

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# What is in the message and not in an ats-hash-index-v3 MUST be reported as not covered by it.
#[test]
fn what_comes_later_is_not_covered_and_voids_nothing() {
    let content = data("content.txt");
    let (message, first_imprint) = archived(Sha256);
    let first = only_token(&read_detached(&message, &content).unwrap());
    let mut second_imprint = Vec::new();
    let renewed = augmented_detached(&message, &content, |augmenter| {
        augmenter.add_certificate(&certificate("p384")).unwrap();
        augmenter.add_crl(&crl(2)).unwrap();
        augmenter.add_ocsp_response(&ocsp_response(2)).unwrap();
        augmenter.add_unsigned_attribute(0, UnsignedAttribute::new(oids::DATA, &dv::null()).unwrap()).unwrap();
        second_imprint = archive(augmenter, 0, Sha512);
    });
    let signed = read_detached(&renewed, &content).unwrap();
    verify(&signed, &[&public_key("p256")]).unwrap();
    let kept = coverage(&signed, &first, Sha256).unwrap();
    assert_eq!(kept.imprint(), first_imprint);
    let is_new = |component: &Component| match component {
        Component::Certificate(at) => signed.certificates[*at] == certificate("p384"),
        Component::Crl(at) => signed.crls[*at] == crl(2),
        Component::OcspResponse(at) => signed.ocsp_responses[*at] == ocsp_response(2),
        Component::UnsignedValue { oid, .. } => *oid == oids::DATA || *oid == oids::ARCHIVE_TIME_STAMP_V3,
        _ => false,
    };
    assert!(kept.not_covered().len() == 5 && kept.not_covered().iter().all(is_new), "{:?}", kept.not_covered());
    assert!(kept.covered().len() == 5 && !kept.covered().iter().any(is_new));
    let second = signed.signers[0].archive_time_stamps().find(|token| *token != first).unwrap();
    let whole = coverage(&signed, second, Sha512).unwrap();
    assert_eq!((whole.imprint(), whole.not_covered().len(), whole.covered().len()), (&second_imprint[..], 0, 10));
}

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# An ats-hash-index-v3 with an entry that is the digest of nothing in the message MUST be refused.
#[test]
fn what_was_covered_must_be_there() {
    type Removal = fn(&mut UnverifiedSigned);
    let removals: [(&str, Removal); 4] = [
        ("certificatesHashIndex", |signed| drop(signed.certificates.pop())),
        ("certificatesHashIndex", |signed| signed.certificates[0][20] ^= 1),
        ("crlsHashIndex", |signed| signed.crls.clear()),
        ("crlsHashIndex", |signed| signed.ocsp_responses[0].push(0)),
    ];
    for (expected, remove) in removals {
        let (mut signed, _) = read_archived(Sha256);
        let token = only_token(&signed);
        remove(&mut signed);
        match coverage(&signed, &token, Sha256) {
            Err(Error::HashIndex { list }) => assert_eq!(list, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    // An attribute's value, and the same value under another type.
    let (message, _) = archived(Sha256);
    for (from, to) in [
        (token(b"imprint"), token(b"imprinT")),
        (dv::oid(&oids::SIGNATURE_TIME_STAMP_TOKEN), dv::oid(&oids::CONTENT_TIMESTAMP)),
    ] {
        let at = message.windows(from.len()).rposition(|window| window == from).unwrap();
        let altered = [&message[..at], &to, &message[at + from.len()..]].concat();
        let signed = read_detached(&altered, &data("content.txt")).unwrap();
        let void = coverage(&signed, &only_token(&signed), Sha256);
        assert!(matches!(void, Err(Error::HashIndex { list: "unsignedAttrValuesHashIndex" })));
    }
}

#[test]
fn another_signature_or_content_has_another_imprint() {
    let (message, imprint) = archived(Sha256);
    let other = read_detached(&message, b"another content").unwrap();
    assert_ne!(coverage(&other, &only_token(&other), Sha256).unwrap().imprint(), imprint);
    let signed = read_detached(&message, &data("content.txt")).unwrap();
    let signature = signed.signers[0].signature();
    let at = message.windows(signature.len()).position(|window| window == signature).unwrap();
    let mut altered = message.clone();
    altered[at + signature.len() - 1] ^= 1;
    let signed = read_detached(&altered, &data("content.txt")).unwrap();
    assert_ne!(coverage(&signed, &only_token(&signed), Sha256).unwrap().imprint(), imprint);
}

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# The digest of an ats-hash-index-v3 MUST be the one of the timestamp's imprint.
//= spec/cms-profile.md#archive-timestamps
//= type=test
//# digestAlgorithms MUST name the digest of an archive timestamp that is added.
#[test]
fn the_digest_is_one_and_is_named() {
    let (signed, _) = read_archived(Sha384);
    let token = only_token(&signed);
    assert_eq!(*ats_hash_index(&token).unwrap().digest_algorithm(), ClaimedDigest::Known(Sha384));
    assert_eq!(signed.digest_algorithms.len(), 2);
    assert!(signed.digest_algorithms.contains(&ClaimedDigest::Known(Sha384)));
    assert!(matches!(coverage(&signed, &token, Sha256), Err(Error::DigestsDiffer { .. })));
    // Without permission for it there is no digest of the content to compare with.
    let mut limited = parse_detached(&archived(Sha384).0).unwrap();
    limited.digest_detached(&mut &data("content.txt")[..], &provider(), &[Sha256]).unwrap();
    let token = only_token(&limited);
    match coverage(&limited, &token, Sha384) {
        Err(Error::Unsupported { what: "digest algorithm", found }) => assert_eq!(found, "sha-384"),
        other => panic!("{other:?}"),
    }
}

//= spec/cms-profile.md#streaming
//= type=test
//# A digest of the content that the policy does not permit MUST NOT be computed.
#[test]
fn more_digests_can_be_asked_for_in_one_pass() {
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    let with = |permitted: &[DigestAlgorithm], besides: &[DigestAlgorithm]| {
        let selection = DigestSelection { permitted, besides };
        read_signed(&message[..], Shape::ContentInfo, None, &provider(), selection).unwrap()
    };
    let signed = with(&[Sha256, Sha512], &[Sha512, Sha384]);
    for digest in [Sha256, Sha512] {
        assert_eq!(signed.digest_of_content(digest).unwrap(), hash(digest, CONTENT));
    }
    assert!(signed.digest_of_content(Sha384).is_err());
    assert!(with(&[Sha256, Sha512], &[]).digest_of_content(Sha512).is_err());
    let mut detached = parse_detached(&data("detached-p256.p7s")).unwrap();
    let selection = DigestSelection { permitted: PERMITTED, besides: &[Sha512] };
    detached.digest_detached(&mut &CONTENT[..], &provider(), selection).unwrap();
    assert_eq!(detached.digest_of_content(Sha512).unwrap(), hash(Sha512, CONTENT));
}

#[test]
fn an_attached_message_of_two_signers_is_archived_signer_by_signer() {
    let message = augmented(&data("attached-two-signers.p7m"), |augmenter| {
        raise(augmenter);
        // The digest of these signatures is SHA-384: one that the message names.
        archive(augmenter, 0, Sha384);
        archive(augmenter, 1, Sha384);
    });
    let (signed, _) = read(&message).unwrap();
    let mut imprints = Vec::new();
    for signer in &signed.signers {
        let tokens: Vec<_> = signer.archive_time_stamps().collect();
        let coverage = signed.archive_coverage(signer, tokens[0], Sha384, &provider()).unwrap();
        assert_eq!((tokens.len(), coverage.not_covered()), (1, &[][..]));
        imprints.push(coverage.imprint().to_vec());
    }
    assert_ne!(imprints[0], imprints[1]);
    // One signer's timestamp is not about the other's signature.
    let token = signed.signers[0].archive_time_stamps().next().unwrap();
    assert!(signed.archive_coverage(&signed.signers[1], token, Sha384, &provider()).is_err());
}

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# An archive timestamp MUST carry exactly one ats-hash-index-v3 with exactly one value, in DER.
#[test]
fn every_token_has_one_index() {
    let (signed, _) = read_archived(Sha256);
    let value = ats_hash_index(&only_token(&signed)).unwrap().der().to_vec();
    let one = std::slice::from_ref(&value);
    let indexed = |values: &[Vec<u8>]| attribute(&oids::ATS_HASH_INDEX_V3, values);
    assert_eq!(ats_hash_index(&token_with(b"x", &[indexed(one)])).unwrap().der(), value);
    let mut ber = value.clone();
    ber.splice(1..2 + usize::from(ber[1] & 0x7f) * usize::from(ber[1] > 0x7f), [0x80]);
    ber.extend([0, 0]);
    for (name, unsigned) in [
        ("none", vec![]),
        ("only others", vec![attribute(&oids::DATA, one)]),
        ("two attributes", vec![indexed(one), indexed(one)]),
        ("two values", vec![indexed(&[value.clone(), value.clone()])]),
        ("indefinite length", vec![dv::sequence(&[&dv::oid(&oids::ATS_HASH_INDEX_V3), &dv::value(0x31, &ber)])]),
        ("no index", vec![indexed(&[dv::sequence(&[])])]),
    ] {
        let index = ats_hash_index(&token_with(b"x", &unsigned));
        assert!(matches!(index, Err(Error::Malformed { .. })), "{name}: {index:?}");
    }
    assert!(ats_hash_index(&certificate("rsa")).is_err());
    assert!(ats_hash_index(&signed_token(b"x", &[])).is_err());
}

#[test]
fn an_index_goes_into_a_token_without_touching_the_rest() {
    let (signed, _) = read_archived(Sha256);
    let index = ats_hash_index(&only_token(&signed)).unwrap();
    let other = attribute(&oids::DATA, &[dv::unsigned(1), dv::unsigned(2)]);
    let bare = token_with(b"imprint", std::slice::from_ref(&other));
    let with = with_ats_hash_index(&bare, &index).unwrap();
    dv::check_der(&with, "token", 0).unwrap();
    assert_eq!(ats_hash_index(&with).unwrap(), index);
    let expected = token_with(b"imprint", &[other, attribute(&oids::ATS_HASH_INDEX_V3, &[index.der().to_vec()])]);
    assert_eq!(with.len(), expected.len());
    assert!(matches!(with_ats_hash_index(&with, &index), Err(Error::Unwritable { .. })));
    // A token whose outer levels have no lengths is read, and written with them.
    let indefinite = [&[0x30, 0x80][..], &bare[4..], &[0, 0]].concat();
    assert_eq!(with_ats_hash_index(&indefinite, &index).unwrap(), with);
    for cut in 0..bare.len() {
        assert!(with_ats_hash_index(&bare[..cut], &index).is_err(), "cut at {cut}");
    }
    assert!(with_ats_hash_index(&[&bare[..], &[0]].concat(), &index).is_err());
}

#[test]
fn a_token_about_something_else_is_not_added() {
    let content = data("content.txt");
    let first = augmenter_of(read_detached(&data("detached-p256.p7s"), &content).unwrap());
    let request = first.signed().archive_imprint(&first.signed().signers[0], Sha256, &provider()).unwrap();
    assert_eq!(request.digest_algorithm(), Sha256);
    let token = token(request.imprint());
    let mut other = augmenter_of(read_detached(&data("detached-rsa-pss.p7s"), &content).unwrap());
    let added = other.add_archive_time_stamp(0, &request, &token, &provider());
    assert!(matches!(added, Err(Error::HashIndex { .. })));
    let mut changed = augmenter_of(read_detached(&data("detached-p256.p7s"), b"another content").unwrap());
    let added = changed.add_archive_time_stamp(0, &request, &token, &provider());
    assert!(matches!(added, Err(Error::NotAuthentic)));
    assert!(matches!(changed.add_archive_time_stamp(7, &request, &token, &provider()), Err(Error::Unwritable { .. })));
    // What was added between the request and the answer is kept, and not covered.
    let mut later = first;
    later.add_crl(&crl(1)).unwrap();
    later.add_archive_time_stamp(0, &request, &token, &provider()).unwrap();
    let signed = read_detached(&later.write_detached().unwrap(), &content).unwrap();
    assert_eq!(coverage(&signed, &only_token(&signed), Sha256).unwrap().not_covered(), [Component::Crl(0)]);
}

#[test]
fn a_message_with_nothing_beside_the_signature_has_empty_lists() {
    let mut forge = Forge::default();
    forge.certificates.clear();
    let (signed, _) = read(&forge.build()).unwrap();
    let request = signed.archive_imprint(&signed.signers[0], Sha256, &provider()).unwrap();
    let expected = dv::sequence(&[&dv::algorithm_identifier(&Sha256.oid(), None), &[0x30, 0, 0x30, 0, 0x30, 0]]);
    assert_eq!(request.index().der(), expected);
    assert_eq!(AtsHashIndex::read(&expected).unwrap(), *request.index());
}
