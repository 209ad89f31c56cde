//! The settings of a machine judge whatever a user says: the real command, in a mount namespace with an /etc/fuin of its
//! own. Where neither root nor user namespaces are to be had, the tests say so and pass over.

use std::process::{Command, Stdio};

use fuin::authority::Authority;

use crate::support::overlay;
use crate::world::{Run, World, now};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];
const SEAL: [&str; 6] = ["seal", "report.txt", "-r", "b", "--label", "C2I2A1"];

/// Puts the directory `etc` of the world in the place of /etc/fuin, as the system's, and becomes the command.
const SCRIPT: &str = "mount -t tmpfs -o mode=755 etc /etc && cp -R etc /etc/fuin && chown -R 0:0 /etc/fuin && \
                      chmod -R go-w /etc/fuin && eval \"$1\" && shift && exec \"$@\"";

/// How this system gives a process mounts of its own.
fn unshare() -> Option<&'static str> {
    let works = |flags: &str| {
        let probe = "mount -t tmpfs etc /etc";
        let status = Command::new("unshare").args([flags, "sh", "-c", probe]).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    ["-m", "-rm"].into_iter().find(|flags| works(flags))
}

/// A world under the machine's settings in its directory `etc`.
struct Machine<'a> {
    world: &'a World,
    flags: &'static str,
}

impl<'a> Machine<'a> {
    #[expect(clippy::print_stderr, reason = "what is passed over must be seen")]
    fn of(world: &'a World) -> Option<Self> {
        let flags = unshare();
        if flags.is_none() {
            eprintln!("passed over: no mount namespace is to be had here, as root or otherwise");
        }
        std::fs::create_dir_all(world.path("etc/policy")).unwrap();
        Some(Self { world, flags: flags? })
    }

    /// Runs the command as one of a home would, after a line of shell in the namespace.
    fn after(&self, shell: &str, home: &str, args: &[&str], change: impl FnOnce(&mut Command)) -> Run {
        let mut command = Command::new("unshare");
        command.args([self.flags, "sh", "-c", SCRIPT, "sh", shell, env!("CARGO_BIN_EXE_fuin")]).args(args);
        command.env("FUIN_HOME", self.world.path(home)).env("LC_ALL", "C.UTF-8");
        command.current_dir(self.world.root()).stdin(Stdio::null());
        change(&mut command);
        Run::of(command.output().unwrap())
    }

    fn fuin(&self, home: &str, args: &[&str]) -> Run {
        self.after("true", home, args, |_| {})
    }

    fn ok(&self, home: &str, args: &[&str]) -> Run {
        let run = self.fuin(home, args);
        assert_eq!(run.code, 0, "fuin {args:?}: {run:?}");
        run
    }

    fn refuses(&self, home: &str, args: &[&str]) {
        let run = self.fuin(home, args);
        assert_eq!(run.code, 7, "fuin {args:?}: {run:?}");
        assert!(run.stderr.contains("machine-rule") || run.stdout.contains("machine-rule"), "{run:?}");
    }
}

/// Two agencies with P-256 keys, on a machine whose policy wants 192 bits for what is confidential.
fn strict() -> World {
    let world = World::with_two_agencies();
    world.write("report.txt", "content");
    std::fs::create_dir_all(world.path("etc/policy")).unwrap();
    let rule = "[[rule]]\nid = \"machine-rule\"\nwhen = { confidentiality = \">=C2\" }\nmin-strength = 192\n";
    world.write("etc/policy/machine.toml", overlay("machine", 1, rule));
    world
}

/// The baseline without its rules, under another id: whatever it is asked, it is content.
fn lax() -> String {
    let baseline = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    let rules = baseline.find("[[rule]]").unwrap();
    let cases = baseline.find("[[case]]").unwrap_or(baseline.len());
    assert!(rules < cases);
    baseline[..rules].replace("id = \"jp-common-standards\"", "id = \"lax\"")
}

//= spec/policy.md#which-policy-applies
//= type=test
//# The policies of the machine MUST judge every operation, beside those of the home.
//= spec/policy.md#which-policy-applies
//= type=test
//# What an overlay extends MUST judge beside it.
#[test]
fn no_flag_home_or_environment_leads_around_the_machines_policy() {
    let world = strict();
    let Some(machine) = Machine::of(&world) else { return };
    let seal = [&SEAL[..], &PASS].concat();
    machine.refuses("a", &seal);
    world.write("lax.toml", lax());
    machine.refuses("a", &[&seal[..], &["--policy", "lax.toml"]].concat());
    // A policy may stand alone where nothing is made by it, but not against the machine's.
    let explain = ["policy", "explain", "--label", "C2I2A1", "--algorithm", "ecdsa-p256"];
    machine.refuses("a", &[&explain[..], &["--policy", "lax.toml", "--alone"]].concat());
    // A home of one's own choice, with a lax baseline, or with the machine's settings for its policy.
    machine.ok("c", &["init", "--agency", "C", "--install-policy", "lax.toml"]);
    for directory in ["keys", "recipients", "anchors"] {
        copy(&world, &format!("a/{directory}"), &format!("c/{directory}"));
    }
    machine.refuses("c", &seal);
    std::fs::remove_dir_all(world.path("c/policy")).unwrap();
    std::os::unix::fs::symlink(world.path("nowhere"), world.path("c/policy")).unwrap();
    machine.refuses("c", &seal);
    std::fs::remove_file(world.path("c/policy")).unwrap();
    crate::support::plant(&world, "elsewhere", "lax.toml", &lax());
    std::os::unix::fs::symlink(world.path("elsewhere/policy"), world.path("c/policy")).unwrap();
    machine.refuses("c", &seal);
    // The environment.
    for (name, value) in
        [("LC_ALL", "ja_JP.UTF-8"), ("LANG", "tlh"), ("XDG_CONFIG_DIRS", "/tmp"), ("FUIN_MACHINE", "/tmp")]
    {
        let run = machine.after("true", "a", &seal, |command| {
            command.env(name, value);
        });
        assert_eq!(run.code, 7, "{name}: {run:?}");
    }
    std::fs::create_dir_all(world.path("xdg")).unwrap();
    copy(&world, "a", "xdg/fuin");
    let run = machine.after("true", "a", &seal, |command| {
        command.env_remove("FUIN_HOME").env("XDG_DATA_HOME", world.path("xdg")).env("HOME", world.root());
    });
    assert_eq!(run.code, 7, "{run:?}");
    assert!(!world.exists("report.txt.sealed.p7m"));
    // What the machine's policy permits goes on.
    world.key("a", "strong", "ecdsa-p384");
    world.key("b", "strong-b", "ecdsa-p384");
    world.ok("a", &["recipient", "add", "strong-b", "strong-b.crt"]);
    let sealing = ["seal", "report.txt", "-r", "strong-b", "-i", "strong", "--label", "C2I2A1"];
    machine.ok("a", &[&sealing[..], &PASS].concat());
}

#[test]
fn the_machines_policy_judges_reading_without_any_home_too() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C2I2A1", "--passphrase-file", "pw"]);
    world.write("report.txt", "content");
    let sealed = world.sealed("report.txt", "content");
    let strict = strict();
    copy_to(&strict, "etc", &world, "etc");
    std::fs::create_dir_all(world.path("etc/anchors")).unwrap();
    world.write("etc/anchors/ca.pem", world.read("ca.crt"));
    let Some(machine) = Machine::of(&world) else { return };
    machine.refuses("nowhere", &["verify", "notice.txt"]);
    machine.refuses("b", &["verify", "notice.txt"]);
    machine.refuses("b", &["open", &sealed, "--passphrase-file", "pw", "-o", "out.txt"]);
    machine.refuses("nowhere", &["policy", "explain", "--label", "C2I2A1", "--algorithm", "ecdsa-p256"]);
    assert!(!world.exists("out.txt"));
}

//= spec/policy.md#which-policy-applies
//= type=test
//# Where the machine has trust anchors, those of a home MUST NOT count unless the machine's settings say so.
//= spec/policy.md#which-policy-applies
//= type=test
//# Where the machine's trust anchors alone count, adding one to a home MUST be refused.
#[test]
fn an_anchor_of_ones_own_does_not_count() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    world.ok("b", &["verify", "notice.txt"]);
    let other = Authority::new(&fuin_crypto_aws_lc::provider(), "CN=Machine Authority,O=Tests,C=JP", now()).unwrap();
    std::fs::create_dir_all(world.path("etc/anchors")).unwrap();
    world.write("etc/anchors/machine.crt", other.certificate_pem());
    let Some(machine) = Machine::of(&world) else { return };
    // Added before the machine was locked, and after.
    let run = machine.fuin("b", &["verify", "notice.txt"]);
    assert_eq!(run.code, 6, "{run:?}");
    let run = machine.fuin("b", &["anchor", "add", "ca.crt"]);
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.stderr.contains("/etc/fuin/anchors"), "{run:?}");
    let run = machine.ok("b", &["anchor", "list"]);
    assert!(run.stdout.contains("Machine Authority") && !run.stdout.contains("Test Authority"), "{run:?}");
    // The administrator may let homes have their own.
    world.write("etc/machine.toml", "schema = 1\n[lock]\nanchors = \"add\"\n");
    machine.ok("b", &["verify", "notice.txt"]);
    machine.ok("b", &["anchor", "add", "ca.crt"]);
    // And none at all: then nobody is trusted.
    std::fs::remove_dir_all(world.path("etc/anchors")).unwrap();
    world.write("etc/machine.toml", "schema = 1\n[lock]\nanchors = \"machine\"\n");
    assert_eq!(machine.fuin("b", &["verify", "notice.txt"]).code, 6);
}

//= spec/policy.md#which-policy-applies
//= type=test
//# A file of the machine's settings that is none of these, or cannot be used, MUST be an error.
//= spec/policy.md#which-policy-applies
//= type=test
//# Settings of the machine that others than the system may change MUST be an error.
#[test]
fn settings_that_are_malformed_or_unprotected_stop_every_verb_that_decides() {
    let world = strict();
    let Some(machine) = Machine::of(&world) else { return };
    let seal = [&SEAL[..], &PASS].concat();
    for (shell, code) in [
        ("echo schema = 1 > /etc/fuin/policy/machine.toml", 3),
        ("echo schema = 2 > /etc/fuin/machine.toml", 3),
        ("printf 'schema = 1\\n[lock]\\nanchor = \"machine\"\\n' > /etc/fuin/machine.toml", 3),
        ("mv /etc/fuin/policy/machine.toml /etc/fuin/policy/machine.tml", 3),
        ("mv /etc/fuin/policy /etc/fuin/policies", 3),
        ("mkdir /etc/fuin/anchors && echo none > /etc/fuin/anchors/ca.pem", 3),
        ("cp /etc/fuin/policy/machine.toml /etc/fuin/policy/twin.toml", 3),
        ("chmod o+w /etc/fuin/policy/machine.toml", 1),
        ("chmod g+w /etc/fuin/policy", 1),
        ("chmod o+w /etc/fuin", 1),
        ("mv /etc/fuin/policy /etc/other && ln -s /etc/other /etc/fuin/policy", 1),
        ("mv /etc/fuin/policy/machine.toml /etc/m && ln -s /etc/m /etc/fuin/policy/machine.toml", 1),
    ] {
        for args in [&seal[..], &["policy", "show"], &["anchor", "list"], &["init", "--agency", "D"]] {
            let home = if args[0] == "init" { "d" } else { "a" };
            let run = machine.after(shell, home, args, |_| {});
            assert_eq!(run.code, code, "{shell}: fuin {args:?}: {run:?}");
            assert!(run.stderr.contains("/etc/fuin"), "{shell}: {run:?}");
        }
    }
    assert!(!world.exists("d") && !world.exists("report.txt.sealed.p7m"));
    // Without the settings of a machine, nothing is different from before.
    world.ok("a", &seal);
}

//= spec/policy.md#which-policy-applies
//= type=test
//# Policies of machine and home that have different label policies MUST be refused together.
#[test]
fn a_home_with_another_label_policy_is_told_so() {
    let world = World::with_two_agencies();
    let foreign = lax().replace(".2.1\"", ".2.99\"");
    assert_ne!(foreign, lax());
    world.write("foreign.toml", &foreign);
    world.ok("c", &["init", "--agency", "C", "--install-policy", "foreign.toml"]);
    let Some(machine) = Machine::of(&world) else { return };
    world.write("etc/policy/machine.toml", overlay("machine", 1, ""));
    let run = machine.fuin("c", &["policy", "show"]);
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.stderr.contains("lax.toml") && run.stderr.contains("/etc/fuin/policy/machine.toml"), "{run:?}");
}

#[test]
fn the_machines_baseline_is_the_baseline_where_the_home_has_none() {
    let world = World::with_two_agencies();
    let Some(machine) = Machine::of(&world) else { return };
    world.write("etc/policy/lax.toml", lax());
    let run = machine.ok("a", &["policy", "show", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let ids: Vec<&str> = shown["policies"].as_array().unwrap().iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, ["lax"]);
}

fn copy(world: &World, from: &str, to: &str) {
    copy_to(world, from, world, to);
}

fn copy_to(from_world: &World, from: &str, to_world: &World, to: &str) {
    let status = Command::new("cp").arg("-RT").args([from_world.path(from), to_world.path(to)]).status().unwrap();
    assert!(status.success());
}
