//! Every flipped bit, every cut and every addition: through the library all of them, through the command a sample.

use std::collections::BTreeMap;

use fuin::{Error, Outcome};

use crate::library::{Agency, exit_of};
use crate::traces::Watched;
use crate::world::World;

const CONTENT: &[u8] = b"the draft budget of the joint programme";

/// An altered sealed file is malformed, not authentic, for nobody here, or of a refused algorithm; nothing else.
const ALTERED: [u8; 4] = [3, 4, 5, 7];

/// Every `step`th bit of the message flipped, with its number.
fn flipped(message: &[u8], step: usize) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..message.len() * 8).step_by(step).map(|bit| {
        let mut altered = message.to_vec();
        altered[bit / 8] ^= 1 << (bit % 8);
        (bit, altered)
    })
}

#[test]
fn no_flipped_bit_of_a_sealed_file_opens() {
    let world = World::with_two_agencies();
    let name = world.sealed("report.txt", CONTENT);
    let sealed = world.read(&name);
    let agency = Agency::of(&world, "b");
    let (opened, content) = agency.open(&sealed);
    assert_eq!((exit_of(&opened), content.as_slice()), (0, CONTENT));

    let mut exits: BTreeMap<u8, usize> = BTreeMap::new();
    for (bit, altered) in flipped(&sealed, 1) {
        let (opened, _) = agency.open(&altered);
        let exit = exit_of(&opened);
        assert!(ALTERED.contains(&exit), "bit {bit}: exit {exit}, {:?}", opened.err());
        *exits.entry(exit).or_default() += 1;
    }
    // Each kind occurs: the test would notice if all of them were refused for one and the same wrong reason.
    assert_eq!(exits.keys().copied().collect::<Vec<_>>(), ALTERED);

    let watched = Watched::new(&world);
    for (bit, altered) in flipped(&sealed, 397) {
        world.write("altered.p7m", altered);
        for more in [&["-o", "out.txt"][..], &[], &["-o", "-"]] {
            let run = watched.open("altered.p7m", more);
            assert!(u8::try_from(run.code).is_ok_and(|code| ALTERED.contains(&code)), "bit {bit}: {run:?}");
            assert_eq!(run.stdout, "", "bit {bit}");
            watched.assert_nothing_left(&format!("bit {bit}"));
        }
    }
}

#[test]
fn no_cut_and_no_addition_of_a_sealed_file_opens() {
    let world = World::with_two_agencies();
    let name = world.sealed("report.txt", CONTENT);
    let sealed = world.read(&name);
    let agency = Agency::of(&world, "b");
    for len in 0..sealed.len() {
        let (opened, content) = agency.open(&sealed[..len]);
        assert_eq!((exit_of(&opened), content.len()), (3, 0), "cut at {len}: {:?}", opened.err());
    }
    let additions: [&[u8]; 5] = [&[0], &[0, 0], b"\n", &[0x30, 0x80], &sealed];
    for addition in additions {
        let (opened, _) = agency.open(&[&sealed, addition].concat());
        assert_eq!(exit_of(&opened), 3, "{addition:02x?}");
    }

    let watched = Watched::new(&world);
    let step = sealed.len() / 8;
    let cuts = (0..sealed.len()).step_by(step).chain([sealed.len() - 1]).map(|len| sealed[..len].to_vec());
    for altered in cuts.chain([[&sealed[..], b"\n"].concat()]) {
        let len = altered.len();
        world.write("altered.p7m", altered);
        for more in [&["-o", "out.txt"][..], &["-o", "-"]] {
            let run = watched.open("altered.p7m", more);
            assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{len} octets: {run:?}");
            watched.assert_nothing_left(&format!("{len} octets"));
        }
    }
}

/// A large sealed file of which the last octets are altered: by then all of the content has been decrypted.
#[test]
fn nothing_reaches_stdout_before_the_tag() {
    let world = World::with_two_agencies();
    let name = world.sealed("report.bin", vec![7; 3 << 20]);
    let mut sealed = world.read(&name);
    let watched = Watched::new(&world);
    // Six octets end the three indefinite levels; before them is the tag.
    let tag = sealed.len() - 7;
    sealed[tag] ^= 1;
    world.write("altered.p7m", &sealed);
    for more in [&["-o", "-"][..], &["-o", "out"], &[]] {
        let run = watched.open("altered.p7m", more);
        assert_eq!((run.code, run.stdout.as_str()), (4, ""), "{run:?}");
        watched.assert_nothing_left("an altered tag");
    }
}

fn is_refused<T>(verified: &Result<T, Error>) -> bool {
    // 6 and 8 too: a signer's certificate that was altered is one that nobody vouches for.
    matches!(
        verified.as_ref().map_err(Error::outcome).err(),
        Some(Outcome::Malformed | Outcome::NotAuthentic | Outcome::Refused | Outcome::NotTrusted)
    )
}

/// Every bit of these messages is signed or must be as it is: the content, the attributes and, through
/// signingCertificateV2, the certificate are signed; everything around them has one encoding only. What stays malleable
/// in CMS are certificates and CRLs that no path needs, and unsigned attributes: fuin writes none of these here.
#[test]
fn no_flipped_bit_of_a_signature_verifies() {
    let world = World::with_two_agencies();
    world.write("notice.txt", CONTENT);
    let sign = ["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"];
    world.ok("a", &sign);
    world.ok("a", &[&sign[..], &["--attached"]].concat());
    let (attached, detached) = (world.read("notice.txt.signed.p7m"), world.read("notice.txt.p7s"));
    let agency = Agency::of(&world, "b");
    agency.verify(&attached).unwrap();
    agency.verify_detached(&detached, CONTENT).unwrap();

    for (bit, altered) in flipped(&attached, 1) {
        let verified = agency.verify(&altered);
        assert!(is_refused(&verified), "attached, bit {bit}: {verified:?}");
    }
    for (bit, altered) in flipped(&detached, 1) {
        let verified = agency.verify_detached(&altered, CONTENT);
        assert!(is_refused(&verified), "detached, bit {bit}: {verified:?}");
    }
    for (bit, altered) in flipped(CONTENT, 1) {
        let verified = agency.verify_detached(&detached, &altered);
        assert_eq!(exit_of(&verified), 4, "content, bit {bit}");
    }
    for len in 0..attached.len() {
        assert_eq!(exit_of(&agency.verify(&attached[..len])), 3, "attached, cut at {len}");
    }
    for len in 0..detached.len() {
        assert_eq!(exit_of(&agency.verify_detached(&detached[..len], CONTENT)), 3, "detached, cut at {len}");
    }

    let watched = Watched::new(&world);
    for (bit, altered) in flipped(&attached, 797) {
        world.write("altered.p7m", altered);
        let args = ["verify", "../altered.p7m", "-o", "-"];
        let run = crate::world::Run::of(watched.command(&args).output().unwrap());
        assert!([3, 4, 6, 7].contains(&run.code), "bit {bit}: {run:?}");
        assert_eq!(run.stdout, "", "bit {bit}");
        watched.assert_nothing_left(&format!("bit {bit}"));
    }
}
