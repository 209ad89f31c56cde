//! Signatures with timestamps, both ways.
//!
//! pyHanko implements EN 319 102-1 up to signatures with time (5.5) for any SignedData. Its validation of archive
//! timestamps (5.6) is for those of PDF documents: archive-time-stamp-v3 with ats-hash-index-v3 it passes over, so that
//! of level LTA it is asked here that the signature is as valid to it with them as without.

use jiff::Timestamp;
use serde_json::Value;

use super::super::parties::FOREIGN;
use super::super::peer::{PyHanko, has_openssl};
use super::super::stamped::{CONTENT, LEVELS, OTHER, scene, signatures};
use crate::world::{Run, World, now};

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn it_validates_signatures_of_every_level() {
    let Some(peer) = PyHanko::find().filter(|_| has_openssl()) else { return };
    let Some((world, _pki)) = scene() else { return };
    for level in LEVELS {
        let before = now();
        let (detached, attached) = signatures(&world, level);
        let after = now();
        // Of level LT and above the message itself has all that it takes to know that nobody is revoked.
        let asked = if level == "T" { "trusted" } else { "revocation" };
        for (message, content) in [(&detached, CONTENT), (&attached, "-")] {
            let found = json(&peer.ok(&world, &["ades", message, content, "ca.crt", asked]));
            for judged in ["bottom_line", "intact", "valid", "trusted"] {
                assert_eq!(found[judged], true, "{message}: {found}");
            }
            for judged in ["intact", "valid", "trusted"] {
                assert_eq!(found["timestamp"][judged], true, "{message}: {found}");
            }
            let stamped = time(&found["timestamp_time"]);
            let second = jiff::SignedDuration::from_secs(1);
            assert!(before - second <= stamped && stamped <= after, "{message}: {before} {found} {after}");
            assert_eq!(time(&found["best_signature_time"]), stamped);
            // Its name of archive-time-stamp-v3 is the bare object identifier.
            let unsigned = found["unsigned"].as_array().unwrap();
            assert!(unsigned.contains(&"signature_time_stamp_token".into()), "{found}");
            assert_eq!(unsigned.contains(&"0.4.0.1733.2.4".into()), level == "LTA", "{found}");
            assert_eq!(found["crls"].as_u64().unwrap() > 0, level != "T", "{found}");
        }
        peer.refuses(&world, &["ades", &detached, OTHER, "ca.crt", asked]);
    }
    // Of level T the message has no such thing; and another authority's timestamps are nothing to it.
    peer.refuses(&world, &["ades", "T.p7s", CONTENT, "ca.crt", "revocation"]);
    let elsewhere = World::new();
    world.write("stranger.crt", elsewhere.read("ca.crt"));
    peer.refuses(&world, &["ades", "T.p7s", CONTENT, "stranger.crt", "trusted"]);
}

#[test]
fn what_it_stamps_verifies_and_outlives_the_certificate() {
    let Some(peer) = PyHanko::find().filter(|_| has_openssl()) else { return };
    let Some((world, pki)) = scene() else { return };
    let before = now();
    peer.ok(&world, &["stamp", CONTENT, "a.pem", "pki/a.crt", "sha384", "stamped.p7s", &pki.address]);
    peer.ok(&world, &["sign", CONTENT, "a.pem", "pki/a.crt", "sha384", "plain.p7s"]);
    // An octet of the authority's signature, with which the token ends.
    let stamped = world.read("stamped.p7s");
    let token = {
        let signed = fuin_cms::signed::parse_detached(&stamped).unwrap();
        signed.signers[0].signature_time_stamps().next().unwrap().to_vec()
    };
    let at = stamped.windows(token.len()).position(|window| window == token).unwrap() + token.len() - 20;
    let mut altered = stamped;
    altered[at] ^= 1;
    world.write("altered.p7s", altered);
    let verify =
        |signature: &str| world.fuin(FOREIGN, &["verify", CONTENT, "--signature", signature, "--offline", "--json"]);
    let signer = |signature: &str| {
        let run = verify(signature);
        assert_eq!((run.code, &json(&run)["verdict"]), (0, &"valid".into()), "{run:?}");
        json(&run)["signers"][0].clone()
    };
    let found = signer("stamped.p7s");
    assert_eq!((&found["level"], &found["timestamps"][0]["problem"]), (&"T".into(), &Value::Null), "{found}");
    let proven = time(&found["proven_time"]);
    assert!(before <= proven && proven <= now() + jiff::SignedDuration::from_secs(2), "{found}");
    for unproven in ["plain.p7s", "altered.p7s"] {
        let found = signer(unproven);
        assert_eq!((&found["level"], &found["proven_time"]), (&"B".into(), &Value::Null), "{unproven}: {found}");
    }
    let run = world.fuin(FOREIGN, &["verify", OTHER, "--signature", "stamped.p7s", "--offline"]);
    assert_eq!(run.code, 4, "{run:?}");
    // The certificate is revoked, later than the timestamp.
    std::thread::sleep(std::time::Duration::from_secs(3));
    pki.revoke("a");
    world.ok(FOREIGN, &["crl", "add", pki.crl()]);
    assert_eq!(signer("stamped.p7s")["level"], "T");
    for unproven in ["plain.p7s", "altered.p7s"] {
        let run = verify(unproven);
        assert_eq!((run.code, &json(&run)["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{unproven}: {run:?}");
    }
}
