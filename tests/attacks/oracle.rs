//! The format oracle: as long as the tag does not verify, nothing that was decrypted may be told, and nothing about the
//! key either. All of these are one error, in text, code, cause and exit.

use std::error::Error as _;

use fuin::crypto::Oid;
use fuin_cms::der_values as dv;
use fuin_cms::oids;

use crate::forge::{CEK, Edit, Ground, Message};
use crate::library::exit_of;

fn bad_tag() -> Edit<[u8; 16]> {
    Box::new(|mut mac| {
        mac[0] ^= 1;
        dv::octet_string(&mac)
    })
}

//= spec/cms-profile.md#nothing-before-the-tag
//= type=test
//# Until the tag verifies, whatever the decrypted octets look like MUST be reported as not authentic.
#[test]
fn whatever_was_decrypted_an_altered_file_is_one_error() {
    type Fault<'f> = (&'f str, &'f dyn Fn(&mut Message<'_>));
    let ground = Ground::new();
    let faults: &[Fault<'_>] = &[
        ("a bad tag", &|m| m.mac = bad_tag()),
        ("bad structure inside and a bad tag", &|m| {
            m.mac = bad_tag();
            m.plaintext = Box::new(|inner| inner[..inner.len() / 2].to_vec());
        }),
        ("no message inside and a bad tag", &|m| {
            m.mac = bad_tag();
            m.plaintext = Box::new(|inner| vec![0; inner.len()]);
        }),
        ("over a limit inside and a bad tag", &|m| {
            m.mac = bad_tag();
            m.digest_algorithms = vec![dv::algorithm_identifier(&oids::DATA, None); 100];
        }),
        ("an algorithm inside that is refused and a bad tag", &|m| {
            m.mac = bad_tag();
            let unknown = Oid::parse("1.2.3").unwrap();
            m.signers[0].signature_algorithm = dv::algorithm_identifier(&unknown, None);
        }),
        ("a bad signature inside and a bad tag", &|m| {
            m.mac = bad_tag();
            m.signers[0].signature = Box::new(|signature| vec![0; signature.len()]);
        }),
        ("another label inside and a bad tag", &|m| {
            m.mac = bad_tag();
            m.outer_label = m.ground.label("C1I2A1");
        }),
        ("meant for others inside and a bad tag", &|m| {
            m.mac = bad_tag();
            let others = super::forge::intended(m.ground, &["r"]);
            m.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[others]);
        }),
        ("an altered content", &|m| {
            m.encrypted = Box::new(|mut octets| {
                octets[0] ^= 1;
                dv::value(0x80, &octets)
            });
        }),
        ("another content-encryption key", &|m| m.recipients = vec![m.ground.recipient("b", &[8; 32])]),
        ("a content-encryption key of 16 octets", &|m| m.recipients = vec![m.ground.recipient("b", &CEK[..16])]),
        ("a content-encryption key of 16 octets by RSA", &|m| {
            m.recipients = vec![m.ground.recipient("r", &CEK[..16])];
        }),
        ("a failed OAEP", &|m| m.recipients = vec![altered(m.ground.recipient("r", &CEK))]),
        ("a failed key unwrap", &|m| m.recipients = vec![altered(m.ground.recipient("b", &CEK))]),
        ("a wrong commitment", &|m| m.commitment = Box::new(|commitment| vec![0; commitment.len()])),
    ];
    for (name, fault) in faults {
        let mut message = ground.message();
        fault(&mut message);
        let (opened, _) = ground.b.open(&message.build());
        assert_eq!(exit_of(&opened), 4, "{name}: {:?}", opened.err());
        let error = opened.unwrap_err();
        let told = (error.code(), error.to_string(), error.hint(), error.source().is_none(), format!("{error:?}"));
        let expected = fuin::Error::NotAuthentic;
        assert_eq!(
            told,
            (expected.code(), expected.to_string(), expected.hint(), true, "NotAuthentic".to_owned()),
            "{name}"
        );
    }
}

/// The last octet of a RecipientInfo is in the encrypted key.
fn altered(mut recipient: Vec<u8>) -> Vec<u8> {
    *recipient.last_mut().unwrap() ^= 1;
    recipient
}

/// The same through the command, every octet of what it says.
#[test]
fn the_command_says_the_same_of_all() {
    let ground = Ground::new();
    let mut said = Vec::new();
    for fault in 0..4 {
        let mut message = ground.message();
        match fault {
            0 => message.mac = bad_tag(),
            1 => {
                message.mac = bad_tag();
                message.plaintext = Box::new(|_| b"no message".to_vec());
            }
            2 => message.recipients = vec![altered(ground.recipient("b", &CEK))],
            _ => message.recipients = vec![altered(ground.recipient("r", &CEK))],
        }
        ground.world.write("altered.p7m", message.build());
        let run = ground.world.fails("b", &["open", "altered.p7m", "--passphrase-file", "pw", "-o", "out"], 4);
        assert!(!ground.world.exists("out"));
        said.push((run.stdout, run.stderr));
    }
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:#?}");
}
