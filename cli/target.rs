//! Where a result goes: a file beside the input, a named file, or stdout.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use fuin::Error;
use fuin::publisher::{Access, Draft, Overwrite, check_absent};

use crate::args::OutputArgs;

/// The target of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file.
    File(PathBuf),
    /// Standard output.
    Stdout,
}

/// Content on its way to a target.
pub(crate) enum Sink {
    /// A draft that gets its name when all is done.
    Draft(Draft),
    /// Standard output, as it comes.
    Stdout(io::Stdout),
    /// Standard output, when all is done.
    Held(Draft),
}

impl Target {
    /// Checks that a result may be put here, before any work is done for it.
    pub(crate) fn check(&self, input: &Path, overwrite: Overwrite) -> Result<(), Error> {
        match self {
            Self::File(path) => {
                check_distinct(input, path)?;
                check_absent(path, overwrite)
            }
            Self::Stdout => Ok(()),
        }
    }

    /// Begins to write.
    pub(crate) fn begin(&self, overwrite: Overwrite) -> Result<Sink, Error> {
        match self {
            Self::File(path) => Draft::for_target(path, overwrite).map(Sink::Draft),
            Self::Stdout => Ok(Sink::Stdout(io::stdout())),
        }
    }

    /// The same, but what goes to stdout is held back until it is published.
    pub(crate) fn hold(&self, overwrite: Overwrite) -> Result<Sink, Error> {
        match self {
            Self::File(_) => self.begin(overwrite),
            Self::Stdout => Draft::in_directory(&std::env::temp_dir()).map(Sink::Held),
        }
    }

    /// Ends writing: the draft gets its name.
    pub(crate) fn publish(&self, sink: Sink, overwrite: Overwrite) -> Result<(), Error> {
        match (self, sink) {
            (Self::File(path), Sink::Draft(draft)) => draft.publish(path, overwrite, Access::Ordinary),
            (_, Sink::Held(draft)) => {
                let mut stdout = io::stdout();
                io::copy(&mut draft.into_reader()?, &mut stdout).and_then(|_| stdout.flush()).map_err(Error::Stream)
            }
            (_, mut sink) => sink.flush().map_err(Error::Stream),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Draft(draft) | Self::Held(draft) => draft.write(octets),
            Self::Stdout(stdout) => stdout.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Draft(draft) | Self::Held(draft) => draft.flush(),
            Self::Stdout(stdout) => stdout.flush(),
        }
    }
}

/// Whether the argument is the pipe.
pub(crate) fn is_pipe(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The target that the arguments name, if they name one. Binary output to a terminal is refused.
pub(crate) fn named(output: Option<&Path>) -> Result<Option<Target>, Error> {
    match output {
        None => Ok(None),
        Some(path) if is_pipe(path) && io::stdout().is_terminal() => Err(Error::usage("usage-terminal-binary", &[])),
        Some(path) if is_pipe(path) => Ok(Some(Target::Stdout)),
        Some(path) => check_no_label(path).and(Ok(Some(Target::File(path.to_owned())))),
    }
}

/// Refuses an output that would be taken for the label of the file beside it.
pub(crate) fn check_no_label(path: &Path) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if name.ends_with(fuin::sidecar::ENDING) {
        return Err(Error::usage("usage-output-label", &[("path", &path.display())]));
    }
    Ok(())
}

/// Whether an existing file may be replaced.
pub(crate) const fn overwrite(asked: bool) -> Overwrite {
    if asked { Overwrite::Replace } else { Overwrite::Refuse }
}

/// Refuses several inputs for one output.
pub(crate) fn check_count(files: &[PathBuf], output: &OutputArgs) -> Result<(), Error> {
    if files.len() > 1 && output.output.is_some() {
        return Err(Error::usage("usage-one-output", &[]));
    }
    Ok(())
}

/// Refuses an output that is the input.
pub(crate) fn check_distinct(input: &Path, target: &Path) -> Result<(), Error> {
    let same = match (input.canonicalize(), target.canonicalize()) {
        (Ok(input), Ok(target)) => input == target,
        _ => false,
    };
    if same {
        return Err(Error::usage("usage-input-is-output", &[("path", &target.display())]));
    }
    Ok(())
}

/// Refuses to write two things to one place, whether or not there is something yet.
pub(crate) fn check_apart(one: &Path, other: &Path) -> Result<(), Error> {
    let place = |path: &Path| {
        let folder = fuin::publisher::parent(path).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    check_distinct(one, other)?;
    match (place(one), place(other)) {
        (Some(one), Some(at)) if one == at => Err(Error::usage("usage-two-outputs", &[("path", &other.display())])),
        _ => Ok(()),
    }
}

/// The path with an ending added: `report.pdf` and `.p7s` make `report.pdf.p7s`.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A file's bare name; an error when it has none or is not text.
pub(crate) fn bare_name(path: &Path) -> Result<&str, Error> {
    path.file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| Error::Name { name: path.display().to_string(), purpose: "a file name inside a message" })
}
