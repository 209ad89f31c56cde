//! Raising the level of what exists: what was signed keeps its octets, and so does what nobody here understands.

use std::io::{self, Cursor, Write};

use fuin_cms::der_values::{self as dv};
use fuin_cms::signed::{
    ArchiveCoverage, Augmenter, Component, Shape, UnsignedAttribute, UnverifiedSigned, parse_detached, read_signed,
};
use fuin_cms::{Error, oids};
use fuin_crypto::DigestAlgorithm::{Sha256, Sha384};
use fuin_crypto::{Oid, SignatureAlgorithm};

use crate::forge::{CONTENT, Forge, attribute};
use crate::support::*;
use crate::tokens::*;

/// Attached messages: ours, and those that OpenSSL wrote in definite and indefinite lengths.
fn attached() -> Vec<(String, Vec<u8>)> {
    let own = [0, 6, 300_000].map(|len| {
        let content: Vec<u8> = b"letter".iter().copied().cycle().take(len).collect();
        (format!("own, {len} octets"), sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, &content))
    });
    let foreign = [
        "attached-p256.p7m",
        "attached-p256-cades.p7m",
        "attached-p384-stream.p7m",
        "attached-rsa-pss.p7m",
        "attached-rsa-pkcs1-stream.p7m",
        "attached-two-signers.p7m",
    ];
    own.into_iter().chain(foreign.map(|name| (name.to_owned(), data(name)))).collect()
}

/// What a signature is about, and the signatures, in an order of their own.
fn signed_octets(signed: &UnverifiedSigned) -> Vec<(Vec<u8>, Vec<u8>)> {
    let each = signed.signers.iter().map(|s| (s.attributes().der().to_vec(), s.signature().to_vec()));
    let mut all: Vec<_> = each.collect();
    all.sort();
    all
}

/// The encapContentInfo of an attached message, as it stands there.
fn encapsulated(message: &[u8], content: &[u8]) -> Vec<u8> {
    // It begins before the second id-data and ends somewhere after the last octet of the content.
    let oid = dv::oid(&oids::DATA);
    let start = message.windows(oid.len()).position(|window| window == oid).unwrap();
    let last = content.len().min(64);
    let tail = &content[content.len() - last..];
    let end = message.windows(last.max(1)).rposition(|w| w == tail).map_or(start + oid.len() + 4, |at| at + last);
    message[start - 2..end].to_vec()
}

//= spec/cms-profile.md#timestamps-and-levels
//= type=test
//# Adding to a message MUST NOT change an octet of its content, signed attributes and signatures.
#[test]
fn nothing_signed_changes_in_an_attached_message() {
    for (name, message) in attached() {
        let (before, content) = read(&message).unwrap();
        let raised = augmented(&message, raise);
        let (after, same) = read(&raised).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(content == same, "{name}");
        assert!(holds(&raised, &encapsulated(&message, &content)), "{name}");
        assert_eq!(signed_octets(&before), signed_octets(&after), "{name}");
        for certificate in &before.certificates {
            assert!(after.certificates.contains(certificate), "{name}");
        }
        assert!(after.certificates.contains(&certificate("rsa")));
        assert_eq!((after.crls, after.ocsp_responses), (vec![crl(1)], vec![ocsp_response(1)]), "{name}");
        for signer in &after.signers {
            let imprint = signer.signature_imprint(&provider(), Sha256).unwrap();
            assert_eq!(signer.signature_time_stamps().collect::<Vec<_>>(), [token(&imprint)], "{name}");
        }
        // Once more adds nothing, and changes nothing.
        assert_eq!(augmented(&raised, raise), raised, "{name}");
    }
}

#[test]
fn a_message_without_its_content_is_a_signature_beside_it() {
    let about = |signed: &UnverifiedSigned| {
        let digest = |signer| signed.content_digest(signer).unwrap().to_vec();
        let mut digests: Vec<Vec<u8>> = signed.signers.iter().map(digest).collect();
        digests.sort();
        (signed_octets(signed), digests)
    };
    for (name, message) in attached() {
        let (before, content) = read(&message).unwrap();
        let expected = about(&before);
        let apart = Augmenter::new(before).unwrap().write_without_content().unwrap();
        let after = read_detached(&apart, &content).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(about(&after), expected, "{name}");
    }
}

#[test]
fn nothing_signed_changes_in_a_detached_signature() {
    let content = data("content.txt");
    for (name, key) in
        [("detached-p256.p7s", "p256"), ("detached-p384-keyid.p7s", "p384"), ("detached-rsa-pss.p7s", "rsa")]
    {
        let message = data(name);
        let before = read_detached(&message, &content).unwrap();
        let raised = augmented_detached(&message, &content, raise);
        dv::check_der(&raised, "a detached signature is DER", 0).unwrap();
        let after = read_detached(&raised, &content).unwrap_or_else(|error| panic!("{name}: {error}"));
        verify(&after, &[&public_key(key)]).unwrap();
        assert_eq!(signed_octets(&before), signed_octets(&after));
        // Version, sid, algorithms and attributes stay as they were, in one piece.
        let signer = &before.signers[0];
        let from = message.windows(signer.signature().len()).position(|w| w == signer.signature()).unwrap();
        let piece = &message[from - signer.attributes().der().len()..from + signer.signature().len()];
        assert!(holds(&raised, piece), "{name}");
        assert_eq!(augmented_detached(&message, &content, |_| ()), message, "{name}");
    }
}

//= spec/cms-profile.md#timestamps-and-levels
//= type=test
//# Unsigned attributes that are there MUST keep their octets, whether their types are known or not.
#[test]
fn unknown_attributes_stay_octet_for_octet() {
    let unknown = |number: u64, values: &[Vec<u8>]| {
        let oid = Oid::parse(&format!("1.3.9999.{number}")).unwrap();
        dv::sequence(&[&dv::oid(&oid), &dv::value(0x31, &values.concat())])
    };
    let indefinite = [&[0x30, 0x80][..], &dv::null(), &[0x24, 0x80, 4, 1, 7, 0, 0], &[0, 0]].concat();
    let present = [
        unknown(2, &[dv::unsigned(2), dv::unsigned(1)]),
        unknown(1, std::slice::from_ref(&indefinite)),
        unknown(1, &[dv::utf8_string("again")]),
        [&[0x30, 0x80][..], &dv::oid(&oids::DATA), &[0x31, 0x80], &dv::null(), &[0, 0, 0, 0]].concat(),
        attribute(&oids::SIGNATURE_TIME_STAMP_TOKEN, &[token(b"a"), token(b"b")]),
        attribute(&oids::SIGNATURE_TIME_STAMP_TOKEN, &[token(b"c")]),
    ];
    let mut forge = Forge::default();
    forge.signers[0].rest = dv::value(0xa1, &present.concat());
    let message = forge.build();
    let (signed, _) = read(&message).unwrap();
    let attributes = signed.signers[0].unsigned_attributes();
    assert_eq!(attributes.iter().map(UnsignedAttribute::raw).collect::<Vec<_>>(), present);
    assert_eq!(attributes[0].values(), [dv::unsigned(2), dv::unsigned(1)]);
    assert_eq!(attributes[1].values(), [indefinite]);
    let mut tokens: Vec<_> = signed.signers[0].signature_time_stamps().collect();
    tokens.sort_unstable();
    assert_eq!(tokens, [token(b"a"), token(b"b"), token(b"c")]);
    let raised = augmented(&message, raise);
    let (after, _) = read(&raised).unwrap();
    for raw in &present {
        assert!(after.signers[0].unsigned_attributes().iter().any(|attribute| attribute.raw() == raw));
    }
    assert_eq!(after.signers[0].unsigned_attributes().len(), present.len() + 1);
}

#[test]
fn what_cannot_be_read_back_is_not_added() {
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    let mut augmenter = augmenter_of(read(&message).unwrap().0);
    let malformed = |result: Result<(), Error>| assert!(matches!(result, Err(Error::Malformed { .. })));
    malformed(augmenter.add_certificate(&dv::null()));
    malformed(augmenter.add_crl(&[0x30, 0x80, 0, 0]));
    malformed(augmenter.add_ocsp_response(&[crl(1), crl(2)].concat()));
    malformed(augmenter.add_signature_time_stamp(0, &[]));
    malformed(augmenter.add_signature_time_stamp(0, &[0x30, 5, 0]));
    assert!(matches!(augmenter.add_signature_time_stamp(1, &token(b"x")), Err(Error::Unwritable { .. })));
    assert!(augmenter.write_detached().is_err());
    for number in 0..63 {
        augmenter.add_certificate(&crl(number)).unwrap();
        augmenter.add_crl(&crl(number)).unwrap();
    }
    augmenter.add_ocsp_response(&ocsp_response(1)).unwrap();
    for number in 0..64 {
        augmenter.add_signature_time_stamp(0, &dv::unsigned(number)).unwrap();
    }
    let limit = |result: Result<(), Error>| assert!(matches!(result, Err(Error::Limit { .. })));
    limit(augmenter.add_certificate(&crl(99)));
    limit(augmenter.add_crl(&crl(99)));
    limit(augmenter.add_ocsp_response(&ocsp_response(99)));
    limit(augmenter.add_signature_time_stamp(0, &dv::unsigned(99)));
    // What was refused is not there, and the rest is.
    let whole = augmenter.write_attached(&mut Cursor::new(&message), Vec::new(), &provider()).unwrap();
    let (signed, _) = read(&whole).unwrap();
    assert_eq!((signed.certificates.len(), signed.crls.len(), signed.ocsp_responses.len()), (64, 63, 1));
    assert_eq!(signed.signers[0].signature_time_stamps().count(), 64);
    let large = dv::octet_string(&vec![0; 1 << 20]);
    let mut augmenter = augmenter_of(read(&message).unwrap().0);
    limit(augmenter.add_signature_time_stamp(0, &large));
}

#[test]
fn the_content_that_was_read_is_the_content_that_is_written() {
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    let other = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, b"bitter");
    let write = |augmenter: &Augmenter, source: &[u8]| {
        augmenter.write_attached(&mut Cursor::new(source), Vec::new(), &provider()).map(drop)
    };
    let augmenter = augmenter_of(read(&message).unwrap().0);
    write(&augmenter, &message).unwrap();
    assert!(matches!(write(&augmenter, &other), Err(Error::NotAuthentic)));
    assert!(write(&augmenter, &message[..60]).is_err());
    assert!(write(&augmenter, &[]).is_err());
    assert!(matches!(augmenter.write_detached(), Err(Error::AttachedContent)));
    let undigested = read_signed(&message[..], Shape::ContentInfo, None, &provider(), &[]).unwrap();
    assert!(matches!(write(&augmenter_of(undigested), &message), Err(Error::Unsupported { .. })));
    let detached = augmenter_of(parse_detached(&data("detached-p256.p7s")).unwrap());
    assert!(matches!(write(&detached, &message), Err(Error::DetachedContent)));
}

#[test]
fn a_full_disk_is_an_io_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for len in [6, 1 << 20] {
        let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, &vec![7; len]);
        let augmenter = augmenter_of(read(&message).unwrap().0);
        let full = augmenter.write_attached(&mut Cursor::new(&message), Full, &provider());
        assert!(matches!(full, Err(Error::Io(error)) if error.kind() == io::ErrorKind::StorageFull));
    }
}

#[test]
fn what_is_sealed_is_left_alone() {
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    let bare = &message[2 + 11 + 2..message.len() - 4];
    let signed = read_signed(bare, Shape::BareSignedData, None, &provider(), PERMITTED).unwrap();
    assert!(matches!(Augmenter::new(signed), Err(Error::Unsupported { .. })));
}

//= spec/cms-profile.md#archive-timestamps
//= type=test
//# A message with an archive form older than archive-time-stamp-v3 MUST NOT be added to.
#[test]
fn older_archive_forms_are_left_alone() {
    for oid in [oids::ARCHIVE_TIME_STAMP, oids::ARCHIVE_TIME_STAMP_V2, oids::LONG_TERM_VALIDATION] {
        let mut forge = Forge::default();
        forge.signers[0].rest = dv::value(0xa1, &attribute(&oid, &[token(b"old")]));
        let (signed, _) = read(&forge.build()).unwrap();
        match Augmenter::new(signed) {
            Err(Error::Unsupported { found, .. }) => assert!(found.ends_with(&oid.to_string())),
            _ => panic!("{oid} was added to"),
        }
        let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
        let mut augmenter = augmenter_of(read(&message).unwrap().0);
        let older = UnsignedAttribute::new(oid, &token(b"old")).unwrap();
        assert!(matches!(augmenter.add_unsigned_attribute(0, older), Err(Error::Unwritable { .. })));
    }
}

/// The octets of everything that an archive timestamp covers.
fn covered_octets(signed: &UnverifiedSigned, coverage: &ArchiveCoverage) -> Vec<Vec<u8>> {
    let octets = |component: &Component| match component {
        Component::Certificate(at) => signed.certificates[*at].clone(),
        Component::Crl(at) => signed.crls[*at].clone(),
        Component::OcspResponse(at) => signed.ocsp_responses[*at].clone(),
        Component::UnsignedValue { oid, attribute, value } => {
            let octets = &signed.signers[0].unsigned_attributes()[*attribute].values()[*value];
            [oid.as_content(), octets].concat()
        }
        other => panic!("{other:?}"),
    };
    let mut all: Vec<_> = coverage.covered().iter().map(octets).collect();
    all.sort();
    all
}

#[test]
fn every_cut_is_refused_and_no_bit_makes_it_panic() {
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    let raised = augmented(&message, |augmenter| {
        augmenter.add_crl(&crl(1)).unwrap();
        augmenter.add_ocsp_response(&ocsp_response(1)).unwrap();
        augmenter.add_signature_time_stamp(0, &token(b"imprint")).unwrap();
        archive(augmenter, 0, Sha384);
    });
    let (signed, _) = read(&raised).unwrap();
    let expected = signed_octets(&signed);
    let covered = |signed: &UnverifiedSigned| {
        let token = signed.signers[0].archive_time_stamps().next()?;
        let coverage = signed.archive_coverage(&signed.signers[0], token, Sha384, &provider()).ok()?;
        Some((coverage.imprint().to_vec(), covered_octets(signed, &coverage)))
    };
    let (imprint, archived) = covered(&signed).unwrap();
    assert_eq!(archived.len(), 4);
    let mut kept = 0;
    for cut in 0..raised.len() {
        assert!(read(&raised[..cut]).is_err(), "cut at {cut}");
    }
    let key = public_key("p256");
    let mut altered = raised.clone();
    for at in 0..raised.len() {
        for bit in 0..8 {
            altered[at] ^= 1 << bit;
            if let Ok((signed, content)) = read(&altered) {
                assert!(signed.signers[0].countersignatures().count() <= 1);
                // What still has the imprint that was timestamped is what was archived.
                if let Some((_, octets)) = covered(&signed).filter(|(computed, _)| *computed == imprint) {
                    assert_eq!((octets, signed_octets(&signed)), (archived.clone(), expected.clone()));
                    kept += 1;
                }
                // What still verifies is what was signed: only what nobody signed can have changed.
                if verify(&signed, &[&key]).is_ok() {
                    assert_eq!((signed_octets(&signed), content.as_slice()), (expected.clone(), CONTENT));
                }
            }
            altered[at] ^= 1 << bit;
        }
    }
    // Flips in the rest of the token, which its own signature is about, and in types of other attributes.
    assert!(kept > 0);
}
