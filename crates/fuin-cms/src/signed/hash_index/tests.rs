use super::*;
use crate::der_values::{algorithm_identifier, null, octet_string, sequence, unsigned};
use crate::oids;

fn list(entries: &[&[u8]]) -> Vec<u8> {
    sequence(&[&entries.iter().flat_map(|entry| octet_string(entry)).collect::<Vec<_>>()])
}

fn algorithm() -> Vec<u8> {
    algorithm_identifier(&DigestAlgorithm::Sha256.oid(), None)
}

#[test]
fn comes_back_as_it_was() {
    let entries = |from: u8, count: u8| (from..from + count).map(|n| vec![n; 32]).collect::<Vec<_>>();
    let made = AtsHashIndex::new(DigestAlgorithm::Sha256, entries(1, 2), Vec::new(), entries(9, 3));
    let read = AtsHashIndex::read(made.der()).unwrap();
    assert_eq!(read, made);
    assert_eq!((read.certificates(), read.crls().len(), read.unsigned_values().len()), (&entries(1, 2)[..], 0, 3));
    // NULL parameters are the same algorithm, and stay in the octets.
    let null_parameters = algorithm_identifier(&DigestAlgorithm::Sha256.oid(), Some(&null()));
    let der = sequence(&[&null_parameters, &list(&[]), &list(&[&[7; 32]]), &list(&[])]);
    let read = AtsHashIndex::read(&der).unwrap();
    assert_eq!((read.der(), read.digest_algorithm()), (&der[..], &ClaimedDigest::Known(DigestAlgorithm::Sha256)));
    let unknown = sequence(&[&algorithm_identifier(&oids::DATA, None), &list(&[]), &list(&[]), &list(&[])]);
    assert_eq!(*AtsHashIndex::read(&unknown).unwrap().digest_algorithm(), ClaimedDigest::Unknown(oids::DATA));
}

#[test]
fn other_forms_are_refused() {
    let empty = list(&[]);
    let cases: &[(&str, Vec<u8>)] = &[
        ("no algorithm, as in the first form", sequence(&[&empty, &empty, &empty])),
        ("two lists", sequence(&[&algorithm(), &empty, &empty])),
        ("four lists", sequence(&[&algorithm(), &empty, &empty, &empty, &empty])),
        ("an entry of another type", sequence(&[&algorithm(), &empty, &sequence(&[&unsigned(1)]), &empty])),
        ("an empty entry", sequence(&[&algorithm(), &list(&[&[]]), &empty, &empty])),
        ("a long entry", sequence(&[&algorithm(), &list(&[&[0; 65]]), &empty, &empty])),
        ("algorithm parameters", {
            let strange = algorithm_identifier(&DigestAlgorithm::Sha256.oid(), Some(&unsigned(1)));
            sequence(&[&strange, &empty, &empty, &empty])
        }),
        ("trailing data", [sequence(&[&algorithm(), &empty, &empty, &empty]), null()].concat()),
        ("a segmented entry", { sequence(&[&algorithm(), &sequence(&[&[0x24, 3, 4, 1, 7]]), &empty, &empty]) }),
    ];
    for (name, der) in cases {
        assert!(matches!(AtsHashIndex::read(der), Err(Error::Malformed { .. })), "{name}");
    }
    let good = sequence(&[&algorithm(), &list(&[&[1; 32]]), &empty, &list(&[&[2; 32]])]);
    for cut in 0..good.len() {
        assert!(AtsHashIndex::read(&good[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn the_number_of_entries_is_limited() {
    let with = |certificates: usize, crls: usize, values: usize| {
        let entries = |count| list(&vec![&[0u8; 32][..]; count]);
        AtsHashIndex::read(&sequence(&[&algorithm(), &entries(certificates), &entries(crls), &entries(values)]))
    };
    assert!(with(64, 64, 256).is_ok());
    for over in [with(65, 0, 0), with(0, 65, 0), with(0, 0, 257)] {
        assert!(matches!(over, Err(Error::Limit { .. })));
    }
}
