//! Large CRLs.

use std::time::{Duration, Instant};

use fuin_pki::{Crl, Error};

use crate::support::der::{bits, context, integer, name, sequence, time, tlv};
use crate::support::{CrlTemplate, Party, extensions, identifier};

#[test]
fn a_serial_number_is_looked_up_among_many() {
    let root = Party::new("Root");
    let mut template = CrlTemplate::new(&root);
    let date = "20260101000000Z".to_owned();
    // In an order that is not that of the numbers.
    let count = 100_000u32;
    let serial = |number: u32| [&[0x40][..], &number.wrapping_mul(2_654_435_761).to_be_bytes()].concat();
    template.entries = (0..count).map(|number| (serial(number), date.clone(), Vec::new())).collect();
    let der = template.der();
    let start = Instant::now();
    let crl = Crl::from_der(&der).unwrap();
    println!("100,000 entries ({} octets) read in {:?}", der.len(), start.elapsed());
    assert_eq!(crl.len(), 100_000);
    for number in [0, 1, 77_777, count - 1] {
        assert!(crl.lookup(&serial(number)).is_some());
    }
    assert_eq!(crl.lookup(&serial(count)), None);
    assert_eq!(crl.lookup(&[0x40]), None);
}

/// The octets of a CRL with these entries, one after the other; its signature is not one.
fn unsigned(issuer: &Party, list: &[u8], crl_extensions: &[crate::support::Extension]) -> Vec<u8> {
    let scheme = identifier(issuer.scheme);
    let mut fields = vec![integer(&[1]), scheme.clone(), name("Root"), time("260531000000Z"), time("260608000000Z")];
    fields.push(tlv(0x30, list));
    fields.extend((!crl_extensions.is_empty()).then(|| context(0, &extensions(crl_extensions))));
    sequence(&[sequence(&fields), scheme, bits(0, &[0; 8])])
}

#[test]
fn a_hostile_crl_of_fifty_megabytes_is_read_in_bounded_time() {
    let root = Party::new("Root");
    // As many entries as fit, in the worst order, all with the same number or with none in common.
    for (step, len) in [(0u32, 5 << 20), (2_654_435_761, 50 << 20)] {
        let mut list = Vec::new();
        let mut number = 0u32;
        while list.len() < len {
            number = number.wrapping_add(step);
            let serial = [&[0x40][..], &number.to_be_bytes()].concat();
            list.extend(sequence(&[integer(&serial), time("260101000000Z")]));
        }
        let der = unsigned(&root, &list, &[]);
        let start = Instant::now();
        let crl = Crl::from_der(&der).unwrap();
        let taken = start.elapsed();
        println!("{} entries ({} octets) read in {taken:?}", crl.len(), der.len());
        assert!(taken < Duration::from_secs(60), "{taken:?}");
        assert!(crl.lookup(&[&[0x40][..], &number.to_be_bytes()].concat()).is_some());
    }
}

#[test]
fn limits_come_before_reading() {
    //= spec/trust.md#revocation-lists
    //= type=test
    //# A CRL of more than 64 MiB MUST be refused before it is parsed.
    let over = vec![0x30; Crl::MAX_OCTETS + 1];
    assert!(matches!(Crl::from_der(&over), Err(Error::TooLarge { structure: "CRL", .. })));
    // Entries of very many issuers: each name would be kept.
    let root = Party::new("Root");
    let scope = ("2.5.29.28".to_owned(), true, sequence(&[tlv(0x84, &[0xff])]));
    let with_issuers = |count: u32| {
        let entry = |number: u32| {
            let issuer = sequence(&[tlv(0xa4, &name(&format!("CA {number}")))]);
            let list = [("2.5.29.29".to_owned(), true, issuer)];
            sequence(&[integer(&[1]), time("260101000000Z"), extensions(&list)])
        };
        let list: Vec<u8> = (0..count).flat_map(entry).collect();
        Crl::from_der(&unsigned(&root, &list, std::slice::from_ref(&scope)))
    };
    assert!(with_issuers(10_000).is_ok());
    assert!(matches!(with_issuers(10_001), Err(Error::TooLarge { structure: "certificateIssuer", .. })));
}
