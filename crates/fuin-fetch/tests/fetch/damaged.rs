//! Answers with damage anywhere: always content or an error, never a panic, never too much of either.

use std::sync::atomic::{AtomicUsize, Ordering};

use fuin_fetch::Fetcher;

use crate::support::{Server, config, ok, redirect};

const ROUNDS: usize = 600;

#[test]
fn no_damage_to_an_answer_breaks_the_client() {
    let seeds = [
        ok("application/pkix-crl", "Cache-Control: max-age=1\r\nExpires: Tue, 24 Nov 2026 12:10:00 GMT\r\n", b"0123456789"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n".to_vec(),
        redirect(307, "/next/../path?query#fragment"),
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Encoding: identity\r\n\r\n0".to_vec(),
    ];
    let round = AtomicUsize::new(0);
    let server = Server::new(move |_, stream| {
        let round = round.fetch_add(1, Ordering::SeqCst);
        stream.write_all(&damaged(&seeds[round % seeds.len()], round))
    });
    let mut config = config();
    config.limits.crl = 1000;
    config.limits.requests = u32::MAX;
    let fetcher = Fetcher::new(config).unwrap();
    let mut contents = 0;
    for _ in 0..ROUNDS {
        match fetcher.crl(&server.url("/")) {
            Ok(fetched) => {
                contents += 1;
                assert!((1..=1000).contains(&fetched.octets.len()));
            }
            Err(error) => {
                let shown = error.to_string();
                assert!(shown.is_ascii() && shown.len() < 1000, "{shown}");
                assert!(!error.code().is_empty());
            }
        }
    }
    assert!((1..ROUNDS).contains(&contents), "{contents} of {ROUNDS}");
}

/// The same damage for the same round (xorshift): octets changed, removed, doubled, or the rest cut off.
fn damaged(seed: &[u8], round: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ (round as u64 + 1);
    let mut random = |below: usize| {
        for (left, shift) in [(true, 13), (false, 7), (true, 17)] {
            state ^= if left { state << shift } else { state >> shift };
        }
        (state % below as u64) as usize
    };
    let mut octets = seed.to_vec();
    for _ in 0..=random(3) {
        let at = random(octets.len());
        match random(5) {
            0 => octets[at] = b"\r\n :;,0\x00\xff-"[random(10)],
            1 => octets[at] ^= 1 << random(8),
            2 => drop(octets.remove(at)),
            3 => octets.truncate(at.max(1)),
            _ => {
                let part = octets[at..(at + 20).min(octets.len())].to_vec();
                octets.splice(at..at, part);
            }
        }
    }
    octets
}
