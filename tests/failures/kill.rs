//! `kill -9` at random moments of a large open: nothing is left that a kill could leave.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::traces::Watched;
use crate::world::World;

/// 1 GiB of zeros: a hole, so that only what fuin writes takes room.
const LEN: u64 = 1 << 30;
const KILLS: u32 = 50;

/// The moments are the same in every run (xorshift64 with a fixed seed), relative to the time an open takes.
struct Moments(u64);

impl Moments {
    /// A fraction from 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

#[test]
fn a_kill_at_any_moment_leaves_nothing() {
    let world = World::with_two_agencies();
    File::create(world.path("zeros.bin")).unwrap().set_len(LEN).unwrap();
    let seal = ["seal", "zeros.bin", "-r", "b", "--label", "C2I2A1", "--passphrase-file", "pw"];
    world.ok("a", &seal);
    let watched = Watched::new(&world);
    let target = world.path("target");
    let out = target.join("out.bin");
    let sidecar = target.join("out.bin.label.toml");
    let args = ["open", "../zeros.bin.sealed.p7m", "--passphrase-file", "../pw", "-o", "out.bin"];

    let started = Instant::now();
    assert!(watched.command(&args).output().unwrap().status.success());
    let whole = started.elapsed();
    assert_eq!(watched.left(), BTreeSet::from([out.clone(), sidecar.clone()]));
    clear(&[&out, &sidecar]);

    let mut moments = Moments(0x9e37_79b9_7f4a_7c15);
    let (mut span, mut killed_before_publication, mut attempts) = (whole, 0, 0);
    while killed_before_publication < KILLS {
        attempts += 1;
        assert!(attempts <= 10 * KILLS, "only {killed_before_publication} of {attempts} kills came before publication");
        let delay = span.mul_f64(moments.next());
        let published = killed_after(&watched, &args, delay, &out);
        let left = watched.left();
        if published {
            // The name is there: then it is the whole content, after every proof, with its label.
            assert_eq!(out.metadata().unwrap().len(), LEN, "killed after {delay:?}");
            assert_eq!(left, BTreeSet::from([out.clone(), sidecar.clone()]), "killed after {delay:?}");
            // The machine is less busy than it was at first: an open takes no longer than this.
            span = delay;
        } else {
            killed_before_publication += 1;
            // Between the label's publication and the content's, the label stands alone: it is no plaintext.
            let unlabelled: BTreeSet<_> = left.into_iter().filter(|path| *path != sidecar).collect();
            assert_eq!(unlabelled, BTreeSet::new(), "killed after {delay:?}");
        }
        clear(&[&out, &sidecar]);
    }

    // What was killed does not stand in the way of the next attempt.
    assert!(watched.command(&args).output().unwrap().status.success());
    assert_eq!(out.metadata().unwrap().len(), LEN);
}

/// Starts the command, kills it after the delay; whether it had published by then.
fn killed_after(watched: &Watched<'_>, args: &[&str], delay: Duration, out: &Path) -> bool {
    let mut child = watched.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(delay);
    // SIGKILL; an error would only say that it has ended already.
    let _ = child.kill();
    let status = child.wait().unwrap();
    let published = out.exists();
    assert!(published || !status.success(), "a success without an output");
    published
}

fn clear(paths: &[&Path]) {
    for path in paths {
        let _ = std::fs::remove_file(path);
    }
}
