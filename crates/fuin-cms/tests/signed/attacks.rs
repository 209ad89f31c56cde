//! The attack list of the profile, as far as it touches SignedData: one fault each, the rest signed rightly.

use fuin_cms::Error;
use fuin_cms::der_values as dv;
use fuin_cms::oids;
use fuin_crypto::DigestAlgorithm::{Sha1, Sha256, Sha384};
use fuin_crypto::Oid;

use crate::forge::*;
use crate::support::*;

fn accept(message: &[u8]) -> Result<(), Error> {
    let (signed, content) = read(message)?;
    signed.label_der()?;
    let key = public_key("p256");
    verify(&signed, &vec![&key; signed.signers.len()])?;
    assert_eq!(content, CONTENT);
    Ok(())
}

/// What is done to a message that would be accepted.
type Change<'a> = &'a dyn Fn(&mut Forge);

/// Every fault is refused with an error whose text begins as given.
fn refused(faults: &[(&str, &str, Change<'_>)]) {
    accept(&Forge::default().build()).unwrap();
    for (name, expected, fault) in faults {
        let mut forge = Forge::default();
        fault(&mut forge);
        match accept(&forge.build()) {
            Ok(()) => panic!("{name}: accepted"),
            Err(error) => assert!(error.to_string().starts_with(expected), "{name}: {error}"),
        }
    }
}

fn edit(change: impl Fn(&mut Signer)) -> impl Fn(&mut Forge) {
    move |forge| change(&mut forge.signers[0])
}

//= spec/cms-profile.md#signed-content
//= type=test
//# A SignedData MUST have a SignerInfo, and digestAlgorithms MUST name the digest of each.
//= spec/cms-profile.md#streaming
//= type=test
//# Octets after the outermost value MUST be refused.
#[test]
fn faults_of_the_message() {
    refused(&[
        ("no signer", "malformed signerInfos", &|f| f.signers.clear()),
        ("no digest algorithm", "malformed digestAlgorithms", &|f| f.digest_algorithms.clear()),
        ("another digest algorithm", "digest algorithms sha-384 and sha-256 differ", &|f| {
            f.digest_algorithms = vec![digest_identifier(Sha384)];
        }),
        ("digest parameters", "malformed digest algorithm parameters", &|f| {
            f.digest_algorithms = vec![dv::algorithm_identifier(&Sha256.oid(), Some(&dv::unsigned(1)))];
        }),
        ("another content type", "unexpected content type 1.2.840.113549.1.9.16.1.4 in encapContentInfo", &|f| {
            f.content_type = oids::TST_INFO;
        }),
        ("no content", "no content", &|f| f.content.clear()),
        ("content that is no octet string", "malformed eContent", &|f| {
            f.content = dv::value(0xa0, &dv::utf8_string("letter"));
        }),
        ("two contents", "malformed encapContentInfo", &|f| {
            f.content = [explicit_content(CONTENT), explicit_content(CONTENT)].concat();
        }),
        ("two octet strings", "malformed encapContentInfo", &|f| {
            f.content = dv::value(0xa0, &[dv::octet_string(b"let"), dv::octet_string(b"ter")].concat());
        }),
        ("another content", "not authentic", &|f| f.content = explicit_content(b"better")),
        ("version 0", "malformed CMSVersion", &|f| f.version = dv::unsigned(0)),
        ("version 2", "malformed CMSVersion", &|f| f.version = dv::unsigned(2)),
        ("version 3 without reason", "malformed CMSVersion", &|f| f.version = dv::unsigned(3)),
        ("version 5 without reason", "malformed CMSVersion", &|f| f.version = dv::unsigned(5)),
        ("a long version", "CMSVersion over the limit", &|f| f.version = dv::value(2, &[0, 0, 1])),
        ("an attribute certificate", "certificate of kind [2] not supported", &|f| {
            f.certificates.push(dv::value(0xa2, &[]));
        }),
        ("a CRL that is none", "malformed crls", &|f| f.crls = dv::value(0xa1, &dv::null())),
        ("other revocation in version 1", "malformed CMSVersion", &|f| {
            let other = dv::constructed(0xa1, &[&dv::oid(&oids::DATA), &dv::null()]);
            f.crls = dv::value(0xa1, &other);
        }),
        ("other revocation of no format", "malformed OtherRevocationInfoFormat", &|f| {
            f.version = dv::unsigned(5);
            f.crls = dv::value(0xa1, &dv::value(0xa1, &[]));
        }),
        ("the signer's certificate missing", "not authentic", &|f| f.certificates.clear()),
        ("another signer's certificate", "not authentic", &|f| f.certificates = vec![certificate("p384")]),
        ("trailing zero", "malformed end of the message", &|f| f.trailing = vec![0]),
        ("trailing end of contents", "malformed end of the message", &|f| f.trailing = vec![0, 0]),
        ("a second message", "malformed end of the message", &|f| f.trailing = Forge::default().build()),
    ]);
}

//= spec/cms-profile.md#signed-content
//= type=test
//# The digest algorithm MUST be the same wherever a message names one for a signer.
#[test]
fn faults_of_the_signer() {
    refused(&[
        ("version 3 by issuer", "malformed SignerInfo", &edit(|s| s.version = 3)),
        ("version 1 by key", "malformed SignerInfo", &edit(|s| s.sid = dv::value(0x80, &[1; 20]))),
        ("another serial number", "not authentic", &edit(|s| s.sid = issuer_and_serial(&certificate("substitute")))),
        (
            "digest of the signer differs",
            "digest algorithms",
            &edit(|s| s.digest_algorithm = digest_identifier(Sha384)),
        ),
        (
            "signature digest differs",
            "digest algorithms sha-256 and sha-384 differ",
            &edit(|s| {
                s.signature_algorithm = dv::algorithm_identifier(&oids::ECDSA_WITH_SHA384, None);
            }),
        ),
        (
            "ECDSA parameters",
            "malformed ECDSA parameters",
            &edit(|s| {
                s.signature_algorithm = dv::algorithm_identifier(&oids::ECDSA_WITH_SHA256, Some(&dv::null()));
            }),
        ),
        (
            "an RSA signature by an EC key",
            "signature algorithm rsassa-pkcs1-v1_5",
            &edit(|s| {
                s.signature_algorithm = dv::algorithm_identifier(&oids::RSA_ENCRYPTION, Some(&dv::null()));
            }),
        ),
        (
            "an unknown signature algorithm",
            "signature algorithm 1.3.101.113",
            &edit(|s| {
                s.signature_algorithm = dv::algorithm_identifier(&Oid::parse("1.3.101.113").unwrap(), None);
            }),
        ),
        (
            "Ed25519 with SHA-256",
            "digest algorithms sha-256 and sha-512 differ",
            &edit(|s| s.signature_algorithm = dv::algorithm_identifier(&oids::ED25519, None)),
        ),
        (
            "Ed25519 with parameters",
            "malformed Ed25519 parameters",
            &edit(|s| s.signature_algorithm = dv::algorithm_identifier(&oids::ED25519, Some(&dv::null()))),
        ),
        ("something after the signature", "malformed SignerInfo", &edit(|s| s.rest = dv::null())),
        (
            "two unsigned sets",
            "malformed SignerInfo",
            &edit(|s| {
                s.rest = dv::value(0xa1, &attribute(&oids::DATA, &[dv::null()])).repeat(2);
            }),
        ),
        ("no unsigned attribute", "malformed SignerInfo", &edit(|s| s.rest = dv::value(0xa1, &[]))),
        (
            "an unsigned attribute without value",
            "malformed unsignedAttrs",
            &edit(|s| {
                s.rest = dv::value(0xa1, &attribute(&oids::DATA, &[]));
            }),
        ),
        (
            "an unsigned attribute without values",
            "malformed unsignedAttrs",
            &edit(|s| {
                s.rest = dv::value(0xa1, &dv::sequence(&[&dv::oid(&oids::DATA)]));
            }),
        ),
        (
            "an unsigned attribute that is none",
            "malformed unsignedAttrs",
            &edit(|s| {
                s.rest = dv::value(0xa1, &dv::null());
            }),
        ),
        (
            "an unsigned attribute cut short",
            "malformed unsignedAttrs",
            &edit(|s| {
                let whole = attribute(&oids::DATA, &[dv::null()]);
                s.rest = dv::value(0xa1, &whole[..whole.len() - 1]);
            }),
        ),
    ]);
}

//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# authAttrs and signedAttrs MUST be DER as received: sorted, each type once, each with one value.
//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# A contentType attribute MUST equal the content type of what it is about.
//= spec/cms-profile.md#signed-content
//= type=test
//# Every SignerInfo MUST have signedAttrs, although RFC 5652 lets id-data do without.
//= spec/cms-profile.md#signed-content
//= type=test
//# intended-recipients MUST hold the SHA-256 digests of certificates, strictly ascending.
#[test]
fn faults_of_the_signed_attributes() {
    let content_type = || attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::DATA)]);
    let digest = || dv::octet_string(&sha256(CONTENT));
    refused(&[
        ("absent", "malformed signedAttrs", &edit(|s| s.send = |_| Vec::new())),
        ("empty", "malformed SignedAttributes", &edit(|s| s.attributes.clear())),
        (
            "unsorted",
            "malformed SignedAttributes",
            &edit(|s| {
                s.attributes.sort();
                s.attributes.reverse();
                s.in_order = true;
            }),
        ),
        (
            "indefinite",
            "malformed SignerInfo",
            &edit(|s| {
                s.send = |signed| [&[0xa0, 0x80], &signed[3..], &[0, 0]].concat();
            }),
        ),
        (
            "length not minimal",
            "malformed SignerInfo",
            &edit(|s| {
                s.send = |signed| {
                    let contents = &signed[4..];
                    let len = u16::try_from(contents.len()).unwrap().to_be_bytes();
                    [&[0xa0, 0x83, 0, len[0], len[1]], contents].concat()
                };
            }),
        ),
        ("contentType absent", "malformed SignedAttributes", &edit(|s| s.replace(&oids::CONTENT_TYPE, &[]))),
        (
            "contentType of another type",
            "not authentic",
            &edit(|s| {
                s.replace(&oids::CONTENT_TYPE, &[attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::TST_INFO)])]);
            }),
        ),
        ("contentType twice", "malformed SignedAttributes", &edit(|s| s.attributes.push(content_type()))),
        (
            "contentType twice, differing",
            "malformed SignedAttributes",
            &edit(|s| {
                s.attributes.push(attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::TST_INFO)]));
            }),
        ),
        ("messageDigest absent", "malformed SignedAttributes", &edit(|s| s.replace(&oids::MESSAGE_DIGEST, &[]))),
        (
            "messageDigest with two values",
            "malformed SignedAttributes",
            &edit(move |s| {
                let two = [digest(), dv::octet_string(&[0; 32])];
                s.replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &two)]);
            }),
        ),
        (
            "messageDigest without value",
            "malformed SignedAttributes",
            &edit(|s| {
                s.replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &[])]);
            }),
        ),
        (
            "messageDigest of another type",
            "malformed messageDigest",
            &edit(|s| {
                s.replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &[dv::null()])]);
            }),
        ),
        (
            "messageDigest cut",
            "not authentic",
            &edit(|s| {
                let cut = dv::octet_string(&sha256(CONTENT)[..16]);
                s.replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &[cut])]);
            }),
        ),
        (
            "messageDigest empty",
            "not authentic",
            &edit(|s| {
                s.replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &[dv::octet_string(&[])])]);
            }),
        ),
        (
            "a value in BER",
            "malformed SignedAttributes",
            &edit(|s| {
                let digest = sha256(CONTENT);
                let parts = [dv::octet_string(&digest[..16]), dv::octet_string(&digest[16..])].concat();
                s.replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &[dv::value(0x24, &parts)])]);
            }),
        ),
        (
            "altered after signing",
            "not authentic",
            &edit(|s| {
                s.send = |mut signed| {
                    let last = signed.len() - 1;
                    signed[0] = 0xa0;
                    signed[last] ^= 1;
                    signed
                };
            }),
        ),
        (
            "the substituted certificate's digest",
            "not authentic",
            &edit(|s| {
                s.replace(&oids::SIGNING_CERTIFICATE_V2, &[signing_certificate(&certificate("substitute"))]);
            }),
        ),
        (
            "another digest algorithm protected",
            "not authentic",
            &edit(|s| {
                let other = protection(&digest_identifier(Sha384), &s.signature_algorithm);
                s.replace(&oids::CMS_ALGORITHM_PROTECTION, &[other]);
            }),
        ),
        (
            "another signature algorithm protected",
            "not authentic",
            &edit(|s| {
                let other = dv::algorithm_identifier(&oids::ECDSA_WITH_SHA384, None);
                s.replace(&oids::CMS_ALGORITHM_PROTECTION, &[protection(&digest_identifier(Sha256), &other)]);
            }),
        ),
        (
            "a MAC algorithm protected",
            "malformed CMSAlgorithmProtection",
            &edit(|s| {
                let with_mac = dv::sequence(&[&digest_identifier(Sha256), &dv::value(0xa2, &dv::oid(&oids::DATA))]);
                let attribute = attribute(&oids::CMS_ALGORITHM_PROTECTION, &[with_mac]);
                s.replace(&oids::CMS_ALGORITHM_PROTECTION, &[attribute]);
            }),
        ),
        (
            "a label that is none",
            "malformed ESSSecurityLabel",
            &edit(|s| {
                s.replace(&oids::SECURITY_LABEL, &[attribute(&oids::SECURITY_LABEL, &[dv::null()])]);
            }),
        ),
        (
            "two labels in one attribute",
            "malformed SignedAttributes",
            &edit(|s| {
                s.replace(&oids::SECURITY_LABEL, &[attribute(&oids::SECURITY_LABEL, &[label(1), label(2)])]);
            }),
        ),
        (
            "two label attributes",
            "malformed SignedAttributes",
            &edit(|s| {
                s.attributes.push(attribute(&oids::SECURITY_LABEL, &[label(3)]));
            }),
        ),
        (
            "recipients unsorted",
            "malformed intended-recipients",
            &edit(|s| s.attributes.push(recipients(&[[2; 32], [1; 32]]))),
        ),
        (
            "recipients repeated",
            "malformed intended-recipients",
            &edit(|s| s.attributes.push(recipients(&[[1; 32]; 2]))),
        ),
        ("no recipient", "malformed intended-recipients", &edit(|s| s.attributes.push(recipients(&[])))),
        (
            "a policy reference without serial",
            "malformed policy-reference",
            &edit(|s| {
                let one = dv::sequence(&[&dv::utf8_string("jp"), &dv::octet_string(&[1; 32])]);
                s.attributes.push(attribute(&oids::FUIN_POLICY_REFERENCE, &[dv::sequence(&[&one])]));
            }),
        ),
    ]);
}

fn recipients(digests: &[[u8; 32]]) -> Vec<u8> {
    let encoded: Vec<_> = digests.iter().map(|digest| dv::octet_string(digest)).collect();
    attribute(&oids::FUIN_INTENDED_RECIPIENTS, &[dv::sequence(&[&encoded.concat()])])
}

//= spec/cms-profile.md#signed-content
//= type=test
//# A signingCertificateV2 MUST match the certificate that the signature is verified with.
#[test]
fn a_certificate_of_the_same_key_cannot_take_the_signers_place() {
    let mut forge = Forge { certificates: vec![certificate("substitute")], ..Forge::default() };
    forge.signers[0].sid = issuer_and_serial(&certificate("substitute"));
    assert!(matches!(accept(&forge.build()), Err(Error::NotAuthentic)));
    forge.signers[0].replace(&oids::SIGNING_CERTIFICATE_V2, &[]);
    accept(&forge.build()).unwrap();
}

//= spec/cms-profile.md#signed-content
//= type=test
//# All signers of a message MUST state one label, octet for octet.
#[test]
fn labels_of_all_signers_must_be_the_same_octets() {
    let two = |second: &[Vec<u8>]| {
        let mut forge = Forge::default();
        forge.signers.push(Signer::default());
        forge.signers[1].replace(&oids::SECURITY_LABEL, second);
        accept(&forge.build())
    };
    two(&[attribute(&oids::SECURITY_LABEL, &[label(2)])]).unwrap();
    assert!(matches!(two(&[attribute(&oids::SECURITY_LABEL, &[label(3)])]), Err(Error::LabelsDiffer)));
    assert!(matches!(two(&[]), Err(Error::LabelsDiffer)));
}

#[test]
fn what_is_allowed_stays_allowed() {
    let allowed: &[(&str, Change<'_>)] = &[
        ("NULL digest parameters in one place", &|f| {
            f.digest_algorithms = vec![dv::algorithm_identifier(&Sha256.oid(), Some(&dv::null()))];
        }),
        ("unused digest algorithms, unknown ones too", &|f| {
            f.digest_algorithms.push(digest_identifier(Sha1));
            f.digest_algorithms.push(dv::algorithm_identifier(&oids::DATA, Some(&dv::unsigned(1))));
        }),
        ("unsigned attributes", &|f| f.signers[0].rest = dv::value(0xa1, &attribute(&oids::DATA, &[dv::null()]))),
        ("an attribute with an arc over 128 bits", &|f| {
            let oid = Oid::from_content(&[&[0x69][..], &[0xff; 30], &[0x7f]].concat()).unwrap();
            f.signers[0].attributes.push(attribute(&oid, &[dv::null()]));
        }),
        ("other revocation in version 5", &|f| {
            f.version = dv::unsigned(5);
            let response = dv::sequence(&[&dv::value(0x0a, &[6])]);
            f.crls = dv::value(0xa1, &dv::constructed(0xa1, &[&dv::oid(&oids::RI_OCSP_RESPONSE), &response]));
        }),
        ("segments of indefinite length", &|f| {
            let segments = [&[0xa0, 0x80, 0x24, 0x80][..], &dv::octet_string(b"let"), &dv::octet_string(b"ter")];
            f.content = [segments.concat(), vec![0; 4]].concat();
        }),
    ];
    for (name, change) in allowed {
        let mut forge = Forge::default();
        change(&mut forge);
        accept(&forge.build()).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn limits_hold() {
    let limited: &[(&str, Change<'_>)] = &[
        ("signers over the limit of 16", &|f| f.signers = (0..17).map(|_| Signer::default()).collect()),
        ("certificates over the limit of 64", &|f| f.certificates = vec![certificate("p256"); 65]),
        ("certificates over the limit of", &|f| f.certificates.push(dv::sequence(&[&vec![5; 1 << 20]]))),
        ("crls over the limit of 64", &|f| f.crls = dv::value(0xa1, &[0x30, 0].repeat(65))),
        ("crls over the limit of", &|f| f.crls = dv::value(0xa1, &dv::octet_string(&vec![0; 9 << 20]))),
        ("digest algorithms over the limit of 16", &|f| f.digest_algorithms = vec![digest_identifier(Sha256); 17]),
        ("SignerInfo over the limit of", &|f| f.signers[0].rest = dv::value(0xa1, &vec![0; 1 << 20])),
        ("SignedAttributes over the limit of 64", &|f| {
            let oid = |n: u8| Oid::from_content(&[0x2a, n]).unwrap();
            f.signers[0].attributes.extend((0..64).map(|n| attribute(&oid(n), &[dv::null()])));
        }),
        ("intended recipients over the limit of 4096", &|f| {
            let digests: Vec<[u8; 32]> = (0..4097u32)
                .map(|n| {
                    let mut digest = [0; 32];
                    digest[..4].copy_from_slice(&n.to_be_bytes());
                    digest
                })
                .collect();
            f.signers[0].attributes.push(recipients(&digests));
        }),
    ];
    for (expected, change) in limited {
        let mut forge = Forge::default();
        change(&mut forge);
        match accept(&forge.build()) {
            Err(error @ Error::Limit { .. }) => assert!(error.to_string().starts_with(expected), "{error}"),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    for depth in [33, 10_000] {
        let nested = (0..depth).fold(dv::null(), |inner, _| dv::sequence(&[&inner]));
        let mut forge = Forge::default();
        forge.signers[0].attributes.push(attribute(&oids::COMMITMENT_TYPE, &[nested]));
        assert!(matches!(accept(&forge.build()), Err(Error::Malformed { .. })), "{depth}");
    }
}
