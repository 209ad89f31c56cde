//! Certification paths and revocation lists: a path of three certificates with a CRL of each CA, a CRL of 10^5 entries,
//! and 1,000 files by one signer.
//!
//! "Verified" means that every signature is computed; "again" that the same certificates and CRLs, in memory since the
//! first time, are asked about once more: their signatures are known, everything else is judged anew.
#![expect(clippy::expect_used, reason = "a bench that cannot be set up must stop")]
#![allow(dead_code, unused_crate_dependencies, reason = "no bench uses all of the support")]

#[path = "support/pki.rs"]
mod pki;
#[path = "support/world.rs"]
mod world;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput};
use fuin::Context;
use fuin::crypto::KeyAlgorithm;
use fuin::pki::{
    Certificate, CertificationPath, Crl, FreshnessRules, Limits, PathRequest, PolicyInputs, Purpose, RevocationCheck,
    validate,
};
use fuin::sign::{Content, SignRequest};
use fuin::verify::verify_detached;
use pki::{PathOfThree, TIME};
use world::{World, content, is_smoke_test};

/// Entries of a long CRL, and of a short one.
const LONG: usize = 100_000;
const SHORT: usize = 10;
const KIB: usize = 1 << 10;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    for (name, algorithm) in [("p256", KeyAlgorithm::EcP256), ("rsa-3072", KeyAlgorithm::Rsa { bits: 3072 })] {
        short_lists(&mut criterion, name, &PathOfThree::new(algorithm, SHORT));
    }
    long_list(&mut criterion, &PathOfThree::new(KeyAlgorithm::EcP256, LONG));
    batch(&mut criterion);
    criterion.final_summary();
}

/// What a question is about, as read: nothing of it is verified yet.
struct Read {
    target: Certificate,
    intermediate: Certificate,
    crls: Vec<Crl>,
}

impl Read {
    fn new(path: &PathOfThree) -> Self {
        let certificate = |der| Certificate::from_der(der).expect("a certificate");
        let crls = path.crls.iter().map(|der| Crl::from_der(der).expect("a CRL")).collect();
        Self { target: certificate(&path.target), intermediate: certificate(&path.intermediate), crls }
    }

    fn validate(&self, path: &PathOfThree) -> CertificationPath {
        let found = validate(&PathRequest {
            target: &self.target,
            intermediates: std::slice::from_ref(&self.intermediate),
            anchors: std::slice::from_ref(&path.anchor),
            crls: &self.crls,
            ocsp: &[],
            time: TIME,
            revocation_time: TIME,
            freshness: FreshnessRules::default(),
            purpose: Purpose::Sign,
            policies: PolicyInputs::default(),
            revocation: RevocationCheck::Required,
            provider: &path.provider,
            limits: Limits::default(),
        });
        found.expect("a path")
    }
}

fn short_lists(criterion: &mut Criterion, name: &str, path: &PathOfThree) {
    let mut group = criterion.benchmark_group(format!("path of 3 with CRLs, {name}"));
    group.bench_function("read", |bencher| bencher.iter(|| Read::new(black_box(path))));
    group.bench_function("verified", |bencher| {
        bencher.iter_batched(|| Read::new(path), |read| (read.validate(path), read), BatchSize::SmallInput);
    });
    group.bench_function("read and verified", |bencher| bencher.iter(|| Read::new(black_box(path)).validate(path)));
    let read = Read::new(path);
    group.bench_function("again", |bencher| bencher.iter(|| black_box(&read).validate(path)));
    group.finish();
}

fn long_list(criterion: &mut Criterion, path: &PathOfThree) {
    let mut group = criterion.benchmark_group("CRL of 100,000 entries, p256");
    let der = path.crls.iter().max_by_key(|der| der.len()).expect("a CRL");
    group.bench_function("read and index", |bencher| bencher.iter(|| Crl::from_der(black_box(der)).expect("a CRL")));
    group.bench_function("path of 3, read and verified", |bencher| {
        bencher.iter(|| Read::new(black_box(path)).validate(path));
    });
    let read = Read::new(path);
    group.bench_function("path of 3, again", |bencher| bencher.iter(|| black_box(&read).validate(path)));
    let crl = read.crls.iter().max_by_key(|crl| crl.len()).expect("a CRL");
    assert_eq!(crl.len(), LONG, "the long CRL is not as long as it should be");
    let (listed, absent) = (pki::listed_serial(LONG / 3), read.target.serial());
    assert!(crl.lookup(&listed).is_some() && crl.lookup(absent).is_none(), "a wrong answer from the index");
    group.bench_function("look up one that is listed", |bencher| bencher.iter(|| crl.lookup(black_box(&listed))));
    group.bench_function("look up one that is not", |bencher| bencher.iter(|| crl.lookup(black_box(absent))));
    group.finish();
}

/// Files by one signer, verified one after the other: all of them bring the same certificates along.
fn batch(criterion: &mut Criterion) {
    let world = World::new(KeyAlgorithm::EcP256);
    let count = if is_smoke_test() { 10 } else { 1000 };
    let files: Vec<(Vec<u8>, Vec<u8>)> = (0..count)
        .map(|_| {
            let data = content(&world.context.provider, KIB);
            let request = SignRequest { label: Some(&world.label), signer: &world.sender, file_name: "report.pdf" };
            let permitted = request.judge(&world.context).expect("permission");
            let mut message = Vec::new();
            let place = Content::Detached;
            permitted
                .write(&world.context, &world.sender_key, place, &mut data.as_slice(), &mut message)
                .expect("a message");
            (data, message)
        })
        .collect();
    // Writing down each request is the disk's time, not that of trust.
    let context = Context { recorder: None, ..world.context.clone() };
    let verify = |context: &Context, (data, message): &(Vec<u8>, Vec<u8>)| {
        verify_detached(context, message, &mut data.as_slice()).expect("a valid signature")
    };
    let mut group = criterion.benchmark_group(format!("{count} files by one signer"));
    group.sample_size(10).throughput(Throughput::Elements(count as u64));
    group.bench_function("each as if it were the first", |bencher| {
        bencher.iter(|| {
            for file in &files {
                verify(&Context { known_evidence: Arc::default(), ..context.clone() }, file);
            }
        });
    });
    group.bench_function("in one context", |bencher| {
        bencher.iter(|| {
            let context = Context { known_evidence: Arc::default(), ..context.clone() };
            files.iter().for_each(|file| drop(verify(&context, file)));
        });
    });
    group.finish();
}
