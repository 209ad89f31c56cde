//! `fuin dispose`: delete labelled files with their labels, when the labels permit it.

use fuin::Error;
use fuin::dispose::{PermittedDisposal, judge};

use super::{Session, handling};
use crate::args::DisposeArgs;
use crate::ask::{self, Stop};
use crate::report;

pub(crate) fn run(session: &Session, args: &DisposeArgs) -> Result<u8, Error> {
    let context = session.context_without_home()?;
    let circumstances = handling::permitted(&context, &args.permission)?;
    let received = match session.home() {
        Ok(home) => Some(home.received()?),
        Err(Error::NoHome { .. }) => None,
        Err(error) => return Err(error),
    };
    // All of them are judged before anything is asked or deleted: whoever is refused one thinks again about the others.
    let mut permitted: Vec<PermittedDisposal> = Vec::new();
    let code = session.each(&args.files, |file| {
        let mut circumstances = circumstances.clone();
        if let Some(received) = &received
            && file.is_file()
        {
            received.add_to(&mut circumstances, file, &context)?;
        }
        permitted.push(judge(file, &context, &circumstances)?);
        Ok(0)
    });
    if code != 0 {
        return Ok(code);
    }
    permitted.iter().for_each(|one| report::warnings(&session.talk, &one.permission));
    if !args.yes {
        let vocabulary = context.policies.vocabulary();
        let lines: Vec<String> =
            permitted.iter().map(|one| report::dispose::line(one, vocabulary, session.talk.language)).collect();
        match ask::to_dispose(session, &lines) {
            Ok(()) => {}
            Err(Stop::Failed(error)) => return Err(error),
            Err(stop) => return Ok(stop.end(session)),
        }
    }
    for disposal in &permitted {
        disposal.carry_out(&context)?;
        if disposal.other_names > 0 {
            let (path, count) = (disposal.path.display().to_string(), disposal.other_names.to_string());
            session.talk.warn(&session.talk.messages().text("warn-other-names", &[("path", &path), ("count", &count)]));
        }
        let vocabulary = context.policies.vocabulary();
        let report = report::dispose::Report { disposal, circumstances: &circumstances, vocabulary };
        session.talk.result(&report.text(session.talk.language), &report.json());
    }
    Ok(0)
}
