//! How fast content passes through: seal, open, sign and verify in memory, beside what their parts cost alone.
//!
//! Keys are unlocked and certificates loaded before; trust and permission are asked anew each time, as they are for
//! every file. Nothing touches a disk: `benches/measure` measures the whole command on real files.
#![expect(clippy::expect_used, reason = "a bench that cannot be set up must stop")]
#![allow(dead_code, unused_crate_dependencies, reason = "no bench uses all of the support")]

#[path = "support/world.rs"]
mod world;

use std::hint::black_box;
use std::io::Cursor;
use std::time::Duration;

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, measurement::WallTime};
use fuin::crypto::provider::NONCE_LEN;
use fuin::crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey, DigestAlgorithm, KeyAlgorithm};
use fuin::sign::{Content, SignRequest};
use fuin::verify::{verify_attached, verify_detached};
use world::{World, content, is_smoke_test};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
/// How many octets AES-GCM is given at a time: the length of the segments of a sealed file.
const PART: usize = 256 * KIB;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let worlds = [("p256-sha256", World::new(KeyAlgorithm::EcP256)), ("p384-sha384", World::new(KeyAlgorithm::EcP384))];
    limits(&mut criterion, &worlds[0].1);
    for (suite, world) in &worlds {
        seal_and_open(&mut criterion, suite, world);
        sign_and_verify(&mut criterion, suite, world);
    }
    criterion.final_summary();
}

/// 1 KiB, 1 MiB and 64 MiB; 1 GiB is for `benches/measure`.
fn sizes() -> &'static [usize] {
    if is_smoke_test() { &[KIB, MIB] } else { &[KIB, MIB, 64 * MIB] }
}

fn name(len: usize) -> String {
    if len >= MIB { format!("{} MiB", len / MIB) } else { format!("{} KiB", len / KIB) }
}

fn sized(group: &mut BenchmarkGroup<'_, WallTime>, len: usize) {
    group.throughput(Throughput::Bytes(len as u64));
}

/// What no tool that does the same work can be faster than.
fn limits(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group("alone");
    let provider = &world.context.provider;
    let aead = provider.aead(ContentEncryptionAlgorithm::Aes256Gcm).expect("AES-256-GCM");
    for &len in sizes() {
        sized(&mut group, len);
        let mut data = content(provider, len);
        for algorithm in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384] {
            let digest = provider.digest(algorithm).expect("a digest");
            group.bench_function(BenchmarkId::new(algorithm.name(), name(len)), |bencher| {
                bencher.iter(|| digest.digest(black_box(&data)));
            });
        }
        group.bench_function(BenchmarkId::new("aes-256-gcm", name(len)), |bencher| {
            bencher.iter(|| {
                // A key of its own for each content, as the contract demands and as seal does.
                let cek = ContentEncryptionKey::new(provider.random(32).expect("randomness"));
                let mut sealing = aead.seal(&cek, &[0; NONCE_LEN], &[]).expect("an encryption");
                for part in data.chunks_mut(PART) {
                    sealing.update(part).expect("a part");
                }
                sealing.finish().expect("a tag")
            });
        });
        let mut copy = vec![0; len];
        group.bench_function(BenchmarkId::new("copy", name(len)), |bencher| {
            bencher.iter(|| black_box(&mut copy).copy_from_slice(black_box(&data)));
        });
    }
    group.finish();
}

fn seal_and_open(criterion: &mut Criterion, suite: &str, world: &World) {
    let mut group = criterion.benchmark_group(suite);
    for &len in sizes() {
        sized(&mut group, len);
        let data = content(&world.context.provider, len);
        let mut sealed = Vec::new();
        group.bench_function(BenchmarkId::new("seal", name(len)), |bencher| {
            bencher.iter(|| world.seal(&data, &mut sealed));
        });

        // Again, because a filter on the command line may have left the bench above out.
        world.seal(&data, &mut sealed);
        let mut opened = Vec::new();
        group.bench_function(BenchmarkId::new("open", name(len)), |bencher| {
            bencher.iter(|| {
                opened.clear();
                let keys = std::slice::from_ref(&world.receiver);
                let mut unlock = |_: &_| Ok(world.receiver_key.clone());
                fuin::open::open(&world.context, keys, &mut unlock, Cursor::new(&sealed), &mut opened)
                    .expect("a content")
            });
        });
        assert!(opened.is_empty() || opened == data, "what was opened is not what was sealed");
    }
    group.finish();
}

fn sign_and_verify(criterion: &mut Criterion, suite: &str, world: &World) {
    let mut group = criterion.benchmark_group(suite);
    let data = content(&world.context.provider, MIB);
    sized(&mut group, data.len());
    let (mut attached, mut detached) = (Vec::new(), Vec::new());
    for (kind, place, message) in
        [("attached", Content::Attached, &mut attached), ("detached", Content::Detached, &mut detached)]
    {
        group.bench_function(BenchmarkId::new(format!("sign {kind}"), name(MIB)), |bencher| {
            bencher.iter(|| sign(world, &data, place, message));
        });
        sign(world, &data, place, message);
    }
    let mut sink = Vec::new();
    group.bench_function(BenchmarkId::new("verify attached", name(MIB)), |bencher| {
        bencher.iter(|| {
            sink.clear();
            verify_attached(&world.context, attached.as_slice(), &mut sink).expect("a valid signature")
        });
    });
    group.bench_function(BenchmarkId::new("verify detached", name(MIB)), |bencher| {
        bencher.iter(|| verify_detached(&world.context, &detached, &mut data.as_slice()).expect("a valid signature"));
    });
    group.finish();
}

fn sign(world: &World, mut data: &[u8], place: Content, message: &mut Vec<u8>) {
    let request = SignRequest { label: Some(&world.label), signer: &world.sender, file_name: "report.pdf" };
    let permitted = request.judge(&world.context).expect("permission");
    message.clear();
    permitted.write(&world.context, &world.sender_key, place, &mut data, message).expect("a signed message");
}
