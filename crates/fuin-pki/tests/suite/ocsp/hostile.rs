//! Responses that are cut, changed or huge.

use std::time::{Duration, Instant};

use fuin_pki::{Error, OcspResponse, RevocationStatus};

use super::Scene;
use super::responders::Delegated;
use super::template::Status;

/// Whether a changed response clears the target.
fn clears(scene: &Scene, der: &[u8]) -> bool {
    let Ok(response) = OcspResponse::from_der(der) else { return false };
    let Ok(path) = scene.ask(&[response]).ask() else { return false };
    path.revocation().all(|status| matches!(status, RevocationStatus::NotRevoked { .. }))
}

#[test]
fn every_octet_of_a_response_may_be_cut_or_changed() {
    let scene = Scene::new();
    let delegated = Delegated::new(|template| template);
    let responses = [
        (&scene, scene.good().nonce(b"12345678").archive_cutoff("20250101000000Z").der()),
        (&delegated.scene, delegated.good().der()),
    ];
    for (scene, original) in &responses {
        assert!(clears(scene, original));
        for position in 0..original.len() {
            assert!(OcspResponse::from_der(&original[..position]).is_err(), "cut at {position}");
            for mask in [0x01, 0x02, 0x20, 0x80, 0xff] {
                let mut der = original.clone();
                der[position] ^= mask;
                assert!(!clears(scene, &der), "octet {position} ^ {mask:02x}");
            }
        }
        assert!(OcspResponse::from_der(&[&original[..], &[0]].concat()).is_err(), "a trailing octet");
    }
}

#[test]
fn random_changes_never_clear() {
    let scene = Scene::new();
    let revoked = scene.good().status(Status::Revoked("20260501000000Z", Some(1))).der();
    let good = scene.good().der();
    // A generator that is the same in every run.
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..4000 {
        let original = if round % 2 == 0 { &good } else { &revoked };
        let mut der = original.clone();
        for _ in 0..=random(3) {
            let (from, to) = (random(der.len()), random(der.len()));
            match random(4) {
                0 => der[to] = random(256) as u8,
                1 => der.insert(to, random(256) as u8),
                2 => drop(der.remove(to)),
                _ => {
                    let len = random(16).min(der.len() - from.max(to));
                    der.copy_within(from..from + len, to);
                }
            }
        }
        assert!(der == good || !clears(&scene, &der), "round {round}: {der:02x?}");
    }
}

#[test]
fn limits_hold() {
    //= spec/trust.md#ocsp
    //= type=test
    //# An OCSP response of more than 1 MiB, with more than 1,000 answers or more than 16 certificates MUST be refused.
    let over = vec![0x30; OcspResponse::MAX_OCTETS + 1];
    assert!(matches!(OcspResponse::from_der(&over), Err(Error::TooLarge { structure: "OCSPResponse", .. })));
    let scene = Scene::new();
    let answering = |count: usize| {
        let template = scene.good().change(|response| response.answers = vec![response.answers[0].clone(); count]);
        OcspResponse::from_der(&template.der())
    };
    let many = answering(OcspResponse::MAX_ANSWERS).unwrap();
    assert!(matches!(answering(OcspResponse::MAX_ANSWERS + 1), Err(Error::TooLarge { structure: "responses", .. })));
    let root = scene.root_certificate();
    let carrying = |count: usize| {
        let template = (0..count).fold(scene.good(), |template, _| template.carrying(&root));
        OcspResponse::from_der(&template.der())
    };
    assert!(carrying(OcspResponse::MAX_CERTIFICATES).is_ok());
    assert!(matches!(carrying(OcspResponse::MAX_CERTIFICATES + 1), Err(Error::TooLarge { structure: "certs", .. })));
    // Many responses with many answers about the target: each signature is verified once.
    let start = Instant::now();
    assert!(scene.ask(&vec![many; 20]).ask().is_ok());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn nothing_to_do_with_ocsp_is_refused() {
    for der in [&b""[..], b"<!DOCTYPE html><html>", &[0x30, 0x80], &[0x30, 0x03, 0x0a, 0x01, 0x00], &[0xff; 64]] {
        assert!(OcspResponse::from_der(der).is_err());
    }
}
