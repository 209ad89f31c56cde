//! Certificate revocation lists and their index.
#![no_main]

use fuin_pki::Crl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(crl) = Crl::from_der(input) else { return };
    assert_eq!(crl.der(), input);
    assert!(crl.len() < input.len());
    let _ = (crl.issuer().to_string(), crl.this_update(), crl.next_update(), crl.authority_key_identifier());
    let _ = (crl.number(), crl.base_number(), crl.expired_since());
    // Every INTEGER in the list, wherever it stands, is looked up: an index that is not sorted finds too few. Entries of
    // other issuers, and those that only take off a hold, are not found by a number alone.
    let serials: Vec<&[u8]> = integers(input).filter(|serial| crl.lookup(serial).is_some()).collect();
    if !crl.is_indirect() && crl.base_number().is_none() {
        assert_eq!(crl.is_empty(), serials.is_empty());
        assert!(serials.len() >= crl.len(), "{} entries, {} found", crl.len(), serials.len());
    }
    assert!(Crl::from_der(&input[..input.len() - 1]).is_err(), "cut");
    assert!(Crl::from_der(&[input, &[0]].concat()).is_err(), "with a trailing octet");
});

/// The contents of whatever looks like an INTEGER of at most 20 octets.
fn integers(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..input.len()).filter_map(|at| match input[at..] {
        [0x02, len @ 1..=20, ref rest @ ..] => rest.get(..usize::from(len)),
        _ => None,
    })
}
