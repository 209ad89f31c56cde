//! Envelopes with one fault: algorithm, nonce, tag, authenticated attributes, commitment, label.

use fuin::crypto::{ContentEncryptionAlgorithm, Oid};
use fuin_cms::der_values as dv;
use fuin_cms::oids;

use crate::forge::{CEK, CONTENT, Ground, NONCE, attribute, gcm};
use crate::library::exit_of;

const MALFORMED: &str = "message.malformed";
const NOT_AUTHENTIC: &str = "message.not-authentic";

#[test]
fn what_the_forge_makes_opens_without_a_fault() {
    let ground = Ground::new();
    let (opened, content) = ground.b.open(&ground.message().build());
    let statement = opened.unwrap().statement;
    assert_eq!(content, CONTENT);
    assert_eq!(statement.file_name.as_deref(), Some("letter.txt"));
    assert_eq!((statement.signers.len(), statement.permission.warnings.len()), (1, 0));
}

fn cbc() -> Vec<u8> {
    dv::algorithm_identifier(&ContentEncryptionAlgorithm::Aes256Cbc.oid(), Some(&dv::octet_string(&[0; 16])))
}

#[test]
fn downgrades() {
    let unauthenticated = "message.no-authenticated-encryption";
    Ground::new().refuses(&[
        ("EnvelopedData with CBC under the same CEK", 7, unauthenticated, &|m| {
            m.outer_type = oids::ENVELOPED_DATA;
            m.algorithm = cbc();
        }),
        ("EnvelopedData with a GCM OID", 7, unauthenticated, &|m| m.outer_type = oids::ENVELOPED_DATA),
        ("CBC in AuthEnvelopedData", 7, "policy.algorithm.never", &|m| m.algorithm = cbc()),
        ("an algorithm without a name", 7, "policy.algorithm.unlisted", &|m| {
            m.algorithm = dv::algorithm_identifier(&Oid::parse("1.2.3").unwrap(), Some(&dv::null()));
        }),
    ]);
}

#[test]
fn tags_and_nonces() {
    let ground = Ground::new();
    for len in [0usize, 1, 4, 8, 12, 15, 17] {
        ground.refuses(&[(&format!("a mac of {len} octets"), 3, MALFORMED, &|m| {
            m.mac = Box::new(move |mac| dv::octet_string(&mac.iter().copied().cycle().take(len).collect::<Vec<_>>()));
        })]);
    }
    for len in [0u8, 8, 16] {
        ground.refuses(&[(&format!("a nonce of {len} octets"), 3, MALFORMED, &|m| {
            m.algorithm = gcm(&[&dv::octet_string(&vec![3; usize::from(len)]), &dv::unsigned(16)]);
        })]);
    }
    ground.refuses(&[
        ("ICVlen absent: 12 by default", 3, MALFORMED, &|m| m.algorithm = gcm(&[&dv::octet_string(&NONCE)])),
        ("ICVlen 12", 3, MALFORMED, &|m| m.algorithm = gcm(&[&dv::octet_string(&NONCE), &dv::unsigned(12)])),
        ("no mac", 3, MALFORMED, &|m| m.mac = Box::new(|_| Vec::new())),
        ("another mac", 4, NOT_AUTHENTIC, &|m| m.mac = Box::new(|_| dv::octet_string(&[0; 16]))),
        ("no content", 3, MALFORMED, &|m| m.encrypted = Box::new(|_| Vec::new())),
    ]);
}

//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# The outer label, where there is one, MUST equal the signed label octet for octet.
#[test]
fn authenticated_attributes() {
    let measure = "policy.measure.missing";
    Ground::new().refuses(&[
        ("absent", 7, measure, &|m| m.authenticated = Box::new(|_| Vec::new())),
        ("unsorted", 3, MALFORMED, &|m| {
            m.authenticated = Box::new(|mut attributes| {
                attributes.sort();
                attributes.reverse();
                dv::value(dv::tag::SET, &attributes.concat())
            });
        }),
        ("indefinite", 3, MALFORMED, &|m| {
            m.authenticated = Box::new(|mut attributes| {
                attributes.sort();
                [&[0x31, 0x80][..], &attributes.concat(), &[0, 0]].concat()
            });
        }),
        ("an attribute twice", 3, MALFORMED, &|m| {
            m.authenticated = Box::new(|mut attributes| {
                attributes.push(attributes[0].clone());
                dv::set_of(attributes)
            });
        }),
        ("two labels", 3, MALFORMED, &|m| {
            let label = m.ground.label("C3I2A1");
            m.authenticated = Box::new(move |mut attributes| {
                attributes.push(attribute(&oids::SECURITY_LABEL, std::slice::from_ref(&label)));
                dv::set_of(attributes)
            });
        }),
        ("two values", 3, MALFORMED, &|m| {
            m.authenticated = Box::new(|mut attributes| {
                attributes[0] = attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::DATA), dv::oid(&oids::SIGNED_DATA)]);
                dv::set_of(attributes)
            });
        }),
        ("contentType differs from the field", 3, MALFORMED, &|m| {
            m.authenticated = Box::new(|mut attributes| {
                attributes[0] = attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::SIGNED_DATA)]);
                dv::set_of(attributes)
            });
        }),
        ("contentType of another type", 3, MALFORMED, &|m| {
            m.authenticated = Box::new(|mut attributes| {
                attributes[0] = attribute(&oids::CONTENT_TYPE, &[dv::null()]);
                dv::set_of(attributes)
            });
        }),
        ("no commitment", 7, measure, &|m| m.commitment = Box::new(|_| Vec::new())),
        ("a wrong commitment", 4, NOT_AUTHENTIC, &|m| {
            m.commitment = Box::new(|mut commitment| {
                commitment[31] ^= 1;
                commitment
            });
        }),
        ("the outer label is lower than the signed one", 4, "label.mismatch", &|m| {
            m.outer_label = m.ground.label("C1I2A1");
        }),
        ("the outer label is higher than the signed one", 4, "label.mismatch", &|m| {
            m.outer_label = m.ground.label("C3I2A1");
        }),
    ]);
}

/// A ciphertext that opens under two keys to two contents: the commitment stands for one of them only.
#[test]
fn two_keys_for_two_recipients() {
    let ground = Ground::new();
    let mut message = ground.message();
    message.recipients.push(ground.recipient("b2", &[8; 32]));
    let message = message.build();
    let open = |key: &str| {
        let keys = [ground.b.entry(key).clone()];
        ground.b.open_with(&keys, std::io::Cursor::new(&message)).0
    };
    assert_eq!(exit_of(&open("b")), 0);
    let refused = open("b2");
    assert_eq!((exit_of(&refused), refused.unwrap_err().code()), (4, NOT_AUTHENTIC));
    assert_ne!(CEK, [8; 32]);
}
