//! The commands that a cover note gives are run as they stand there.

use std::process::{Command, Stdio};

use super::super::parties::{BASELINE, KINDS, content, world};
use super::super::peer::has_openssl;
use crate::world::Run;

#[test]
fn the_commands_of_a_cover_note_open_the_file() {
    if !has_openssl() {
        return;
    }
    let world = world();
    let content = content(1000);
    for recipient in KINDS {
        world.write("an odd name.bin", &content);
        let seal = ["seal", "an odd name.bin", "-i", KINDS[0], "-r", recipient, "--label", "C2I2A1", "--overwrite"];
        let note = ["--cover-note", "-", "--passphrase-file", "pw"];
        let note = world.ok(BASELINE, &[&seal[..], &note].concat()).stdout;
        let commands: Vec<&str> = note.lines().map(str::trim).filter(|line| line.starts_with("openssl ")).collect();
        assert_eq!(commands.len(), 3, "{note}");
        for command in commands {
            let command = command
                .replace("CERTIFICATE.pem", &format!("{recipient}.crt"))
                .replace("KEY.pem", &format!("{recipient}.pem"))
                .replace("CA.pem", "ca.crt");
            let mut shell = Command::new("sh");
            shell.args(["-c", &command]).current_dir(world.root()).stdin(Stdio::null());
            let run = Run::of(shell.output().unwrap());
            assert_eq!(run.code, 0, "{command}: {run:?}");
            if command.contains(" dgst ") {
                let digest = run.stdout.trim().rsplit(' ').next().unwrap();
                assert!(digest.len() == 64 && note.contains(&format!("SHA-256: {digest}")), "{run:?}: {note}");
            }
        }
        assert_eq!(world.read("content"), content, "{note}");
    }
}
