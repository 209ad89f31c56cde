//! `fuin extend`: signatures that can be verified later are made of signatures that can be verified now.

use std::fs::File;
use std::path::{Path, PathBuf};

use fuin::extend::{Extended, extend_attached, extend_detached};
use fuin::inspect::MAX_DETACHED;
use fuin::publisher::{self, Access, Draft, Overwrite};
use fuin::{Context, Error, Outcome};
use serde_json::json;

use super::{Session, bundle};
use crate::args::ExtendArgs;
use crate::target;
use crate::terminal::{Progress, escape};

const DETACHED: &str = ".p7s";
const ENDINGS: [&str; 3] = [DETACHED, ".signed.p7m", fuin::bundle::ENDING];

pub(crate) fn run(session: &Session, args: &ExtendArgs) -> Result<u8, Error> {
    let home = session.home()?;
    let context = session.context(&home)?;
    let mut messages = Vec::new();
    for file in &args.files {
        if file.is_dir() {
            collect(file, &mut messages)?;
        } else {
            messages.push(message_of(file));
        }
    }
    if args.content.is_some() && messages.len() != 1 {
        return Err(Error::usage("usage-one-file", &[]));
    }
    Ok(session.each(&messages, |message| {
        let extended = extend(session, &context, message, args).inspect_err(|error| {
            if error.outcome() == Outcome::CannotTell {
                crate::report::warn_of_not_fetched(&session.talk, &context);
            }
        })?;
        report(session, message, &extended);
        Ok(0)
    }))
}

/// The signature that a file is, or that lies beside it.
fn message_of(file: &Path) -> PathBuf {
    let name = file.to_string_lossy();
    let beside = target::with_ending(file, DETACHED);
    if ENDINGS.iter().any(|ending| name.ends_with(ending)) || !beside.exists() { file.to_owned() } else { beside }
}

/// Every signature in a folder and those below it, by name; links are not followed.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let failed = |source| Error::Io { action: "read", path: folder.to_owned(), source };
    let mut entries = folder.read_dir().map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
        let name = path.to_string_lossy();
        if kind.is_dir() {
            collect(&path, found)?;
        } else if kind.is_file() && ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    Ok(())
}

/// Raises one signature; the file is replaced when all of it is done, and stays as it was otherwise.
fn extend(session: &Session, context: &Context, path: &Path, args: &ExtendArgs) -> Result<Extended, Error> {
    let level = args.level.level();
    fuin::storage::check_file(path)?;
    if bundle::is_bundle_file(path)? {
        return bundle::extend(session, context, path, level);
    }
    if !path.to_string_lossy().ends_with(DETACHED) {
        let failed = |source| Error::Io { action: "read", path: path.to_owned(), source };
        let input = File::open(path).map_err(failed)?;
        let len = input.metadata().map_err(failed)?.len();
        let draft = Draft::for_target(path, Overwrite::Replace)?;
        let (draft, extended) = extend_attached(context, Progress::new(input, len, &session.talk), draft, level)?;
        if !extended.added.is_nothing() {
            draft.publish(path, Overwrite::Replace, Access::Ordinary)?;
        }
        return Ok(extended);
    }
    let content = args.content.clone().unwrap_or_else(|| path.with_extension(""));
    if !content.exists() {
        return Err(Error::usage("usage-content-missing", &[("path", &content.display())]));
    }
    let signature = fuin::storage::read_limited(path, MAX_DETACHED)?;
    let failed = |source| Error::Io { action: "read", path: content.clone(), source };
    let input = File::open(&content).map_err(failed)?;
    let len = input.metadata().map_err(failed)?.len();
    let mut input = Progress::new(input, len, &session.talk);
    let (raised, extended) = extend_detached(context, &signature, &mut input, level)?;
    if !extended.added.is_nothing() {
        publisher::publish_bytes(path, &raised, Overwrite::Replace, Access::Ordinary)?;
    }
    Ok(extended)
}

fn report(session: &Session, path: &Path, extended: &Extended) {
    let (file, before, level) = (path.display().to_string(), extended.before.name(), extended.level.name());
    let values = [("file", file.as_str()), ("before", before), ("level", level)];
    let added = extended.added;
    let key = match (added.is_nothing(), extended.before == extended.level, added.archive_time_stamps) {
        (true, ..) => "extend-nothing",
        (false, true, 0) => "extend-completed",
        (false, true, _) => "extend-renewed",
        (false, false, _) => "extend-done",
    };
    let text = escape(&session.talk.messages().text(key, &values));
    let added = json!({
        "signature_timestamps": added.signature_time_stamps,
        "archive_timestamps": added.archive_time_stamps,
        "evidence": added.evidence,
    });
    let json =
        json!({ "verb": "extend", "input": file, "output": file, "before": before, "level": level, "added": added });
    session.talk.result(&text, &json);
}
